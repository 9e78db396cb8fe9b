import { AppError, type FieldProblem, invalidRequest } from '../../../platform/http/app-error.js';

/** A content as far as choosing needs it. */
export interface ChoosableContent {
  id: string;
  title: string | null;
  path: string;
  submittable: boolean;
  archived: boolean;
  deployment_status: string | null;
}

/** Which contents are meant; the first of ids, parent and everything that is given counts. */
export interface Selection {
  ids: readonly string[] | null;
  parentId: string | null;
  includeDescendants: boolean;
  /** States of those that are meant when neither ids nor a parent is named. */
  states: readonly string[];
}

interface Problem extends FieldProblem {
  course_content_id: string;
  title: string | null;
  path: string | null;
  issue: string;
}

const READY = ['pending', 'failed', 'deployed'];

/**
 * Ids of the chosen contents in the order of the tree.
 * @throws AppError 400 VAL_001 with one problem for each named content that cannot be released
 */
export function chooseContents(contents: readonly ChoosableContent[], selection: Selection): string[] {
  const { ids, parentId, states } = selection;
  if (ids !== null) return named(contents, ids);
  const ready = contents.filter((content) => issueOf(content) === null);
  if (parentId === null) {
    return ready
      .filter((content) => states.includes(content.deployment_status ?? ''))
      .map((content) => content.id);
  }
  const parent = contents.find((content) => content.id === parentId);
  if (parent === undefined) throw refusal([problem(parentId, undefined, 'not_in_course', 'parent_id')]);
  const isMeant = (content: ChoosableContent) =>
    content.id === parentId || (selection.includeDescendants && content.path.startsWith(`${parent.path}.`));
  return ready.filter(isMeant).map((content) => content.id);
}

function named(contents: readonly ChoosableContent[], ids: readonly string[]): string[] {
  const byId = new Map(contents.map((content) => [content.id, content]));
  const problems = [...new Set(ids)].flatMap((id) => {
    const content = byId.get(id);
    const issue = content === undefined ? 'not_in_course' : issueOf(content);
    return issue === null ? [] : [problem(id, content, issue, 'course_content_ids')];
  });
  if (problems.length > 0) throw refusal(problems);
  return contents.filter((content) => ids.includes(content.id)).map((content) => content.id);
}

/** Why it cannot be released, or null. */
function issueOf(content: ChoosableContent): keyof typeof ISSUES | null {
  if (!content.submittable) return 'not_submittable';
  if (content.archived) return 'archived';
  if (content.deployment_status === null || content.deployment_status === 'unassigned') return 'no_example';
  return READY.includes(content.deployment_status) ? null : 'being_released';
}

const ISSUES = {
  not_in_course: 'is no content of this course',
  not_submittable: 'is of a kind that is not handed in',
  archived: 'is archived',
  no_example: 'has no example assigned',
  being_released: 'is being released right now',
} as const;

function problem(
  id: string,
  content: ChoosableContent | undefined,
  issue: keyof typeof ISSUES,
  field: string,
): Problem {
  return {
    field: `body -> ${field}`,
    message: ISSUES[issue],
    type: 'custom',
    course_content_id: id,
    title: content?.title ?? null,
    path: content?.path ?? null,
    issue,
  };
}

function refusal(problems: readonly Problem[]): AppError {
  const error = invalidRequest(problems);
  return new AppError('VAL_001', error.message, {
    details: { validation_errors: problems, total_issues: problems.length },
  });
}
