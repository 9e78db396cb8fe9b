const reading = (...resources: string[]) =>
  resources.flatMap((resource) => [`${resource}:list`, `${resource}:get`]);

/** Every service may read its own account and say that it lives. */
const OWN_ACCOUNT = ['service_account:get', 'service_account:update'];

/** Scopes of a service's token that names none, by category of its service type (contract 05 section 1). */
const BY_CATEGORY: Readonly<Record<string, readonly string[]>> = {
  testing: [
    ...reading('course', 'course_content', 'course_content_type', 'submission_artifact', 'result'),
    'submission_artifact:download',
    'result:create',
    'result:update',
    'example:get',
    'example:download',
    'job:*',
    ...OWN_ACCOUNT,
  ],
  worker: [
    ...reading('course', 'course_content', 'organization'),
    'course:create',
    'course:update',
    'job:*',
    ...OWN_ACCOUNT,
  ],
  review: [...reading('course_content', 'submission_artifact'), 'result:create', ...OWN_ACCOUNT],
  integration: [...reading('course', 'course_content'), ...OWN_ACCOUNT],
  metrics: [...reading('course', 'result'), ...OWN_ACCOUNT],
};

/** The scopes of a category, or null when it is not narrowed: the token then has all rights of its owner. */
export function defaultScopes(category: string | null): readonly string[] | null {
  return BY_CATEGORY[category ?? ''] ?? null;
}

/** What a worker that tests for others needs; the scopes of the token of the server's own worker. */
export const TESTING_SCOPES = BY_CATEGORY['testing'] ?? [];
