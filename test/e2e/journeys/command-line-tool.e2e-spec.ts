import { unique } from '../../factories/course.js';
import { exampleFiles } from '../../factories/example.js';
import { zipOf } from '../../factories/hand-in.js';
import type { ListeningClient } from '../../setup/listening-client.js';
import { LONG_MS, until } from '../../setup/worker-process.js';
import { bodyOf, expectError, expectPresent, listOf } from './present.js';
import { openStage, type Stage } from './stage.js';

const USER = `id* given_name? family_name? email? username? archived_at? is_service* properties? student_profiles* profile?
  user_roles* created_at? updated_at?`;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, LONG_MS);
afterAll(() => stage.close());

interface Place {
  organizationId: string;
  familyId: string;
  courseId: string;
}

/** The tool makes itself a token, and speaks with nothing else from then on. */
async function signIn(): Promise<ListeningClient> {
  const username = stage.t.env.ADMIN_USERNAME;
  const password = stage.t.env.ADMIN_PASSWORD as string;
  const login = bodyOf(await stage.visitor.post('/auth/login', { username, password }));
  expectPresent(login, 'access_token* refresh_token* expires_in* user_id* token_type*');
  const expired = stage.visitor.with({ authorization: 'Bearer not.a.token' });
  expectError(await expired.get('/user'), 401, 'AUTH_002');
  const { refresh_token } = login;
  const renewed = bodyOf(await stage.visitor.post('/auth/refresh/local', { refresh_token }));
  const bearer = stage.visitor.with({ authorization: `Bearer ${renewed.access_token}` });
  const made = bodyOf(await bearer.post('/api-tokens', { name: 'command line', scopes: [] }), 201);
  expectPresent(made, 'id* token* name* description? user_id* token_prefix* scopes* expires_at? created_at*');
  const tool = stage.visitor.with({ 'x-api-token': made.token as string }, login.user_id as string);
  expectPresent(bodyOf(await tool.get('/user')), USER);
  const wrong = stage.visitor.with({ 'x-api-token': `ctp_${'x'.repeat(32)}` });
  expectError(await wrong.get('/user'), 401, 'AUTH_005');
  return tool;
}

/** Organization, family and course in one step, checked before and watched to the end; a second time nothing is made. */
async function createPlace(tool: ListeningClient): Promise<Place> {
  const [org, family, path] = [unique('org'), unique('family'), unique('course')];
  const course = { name: 'Programming 1', path, description: null, settings: {} };
  const families = [{ name: 'Programming', path: family, courses: [course] }];
  const gitlab = { url: 'https://git.example', token: 'glpat-secret-of-nobody' };
  const organizations = [{ name: 'University', path: org, gitlab, course_families: families }];
  const deployment_config = { organizations, users: [{ username: 'later' }], course_content_types: [] };
  const create = '/system/hierarchy/create';
  const checked = bodyOf(await tool.post(create, { deployment_config, validate_only: true }));
  expect(checked).toEqual({ status: 'validated', message: expect.any(String), deployment_path: org });
  expect(listOf(await tool.get(`/organizations?path=${org}`))).toEqual([]);
  for (const made of [1, 0]) {
    const started = bodyOf(await tool.post(create, { deployment_config }));
    expectPresent(started, 'workflow_id* status* deployment_path* message*');
    const ended = await until(async () => {
      const state = bodyOf(await tool.get(`/system/hierarchy/status/${started.workflow_id}`));
      expectPresent(state, 'workflow_id* status* error? result? started_at? completed_at?');
      return ['queued', 'started'].includes(state.status as string) ? null : state;
    });
    expect([ended.status, ended.error]).toEqual(['completed', null]);
    expect(ended.result).toEqual({ organizations: made, course_families: made, courses: made });
  }
  const idOf = async (list: string) => listOf(await tool.get(list))[0].id as string;
  return {
    organizationId: await idOf(`/organizations?path=${org}`),
    familyId: await idOf(`/course-families?path=${family}`),
    courseId: await idOf(`/courses?path=${path}`),
  };
}

/** Looked for by name first, made when they are not there; then their group and membership. */
async function applyPeople(tool: ListeningClient, { courseId }: Place): Promise<string[]> {
  const group = bodyOf(await tool.post('/course-groups', { course_id: courseId, title: 'Monday' }), 201);
  expectPresent(group, 'id* course_id* title? description? properties?');
  const ids: string[] = [];
  for (const role of ['_student', '_tutor', '_lecturer']) {
    const username = unique('person');
    expect(listOf(await tool.get(`/users?username=${username}`))).toEqual([]);
    const names = { given_name: 'Ada', family_name: role.slice(1), email: `${username}@uni.example` };
    const user = bodyOf(await tool.post('/users', { username, ...names }), 201);
    expectPresent(user, `${USER} setup_token*`);
    expect(listOf(await tool.get(`/users?username=${username}`)).map(({ id }) => id)).toEqual([user.id]);
    const fields = { course_id: courseId, user_id: user.id, course_role_id: role };
    const member = bodyOf(
      await tool.post('/course-members', {
        ...fields,
        course_group_id: role === '_student' ? group.id : null,
      }),
      201,
    );
    expectPresent(member, 'id* user_id* course_id* course_role_id* course_group_id? properties* user?');
    expectError(await tool.post('/course-members', fields), 409, 'CONFLICT_001');
    ids.push(member.id as string);
  }
  const members = listOf(await tool.get(`/course-members?course_id=${courseId}`));
  expect(members.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
  return ids;
}

/** A service with an account and a token of its own, which is a member of the course like others. */
async function applyService(tool: ListeningClient, { courseId }: Place): Promise<string> {
  const [type] = listOf(await tool.get('/service-types?path=testing.temporal'));
  expectPresent(type, 'id* path* name* category* enabled* icon? color? version*');
  const slug = `${unique('tests').replaceAll('_', '-')}.py`;
  const fields = { slug, name: 'Python tests', service_type: type.path, config: { timeout_seconds: 60 } };
  const service = bodyOf(await tool.post('/service-accounts', fields), 201);
  expectPresent(
    service,
    'id* slug* name* description? service_type_id? service_type_path? user_id* config* enabled* last_seen_at? properties?',
  );
  expect((await tool.post('/service-accounts', fields)).status).toBe(409);
  const request = { name: 'worker', user_id: service.user_id, scopes: [] };
  const token = bodyOf(await tool.post('/api-tokens', request), 201);
  expect(token.user_id).toBe(service.user_id);
  const own = stage.visitor.with({ 'x-api-token': token.token as string });
  expect(bodyOf(await own.get('/service-accounts/me')).slug).toBe(slug);
  const member = { course_id: courseId, user_id: service.user_id, course_role_id: '_student' };
  bodyOf(await tool.post('/course-members', member), 201);
  return slug;
}

/** An example for the service, uploaded as zip; returns its identifier. */
async function applyExample(tool: ListeningClient, place: Place, slug: string): Promise<string> {
  const fields = { name: unique('library'), source_url: 'https://git.example.org/examples' };
  const repository = bodyOf(
    await tool.post('/example-repositories', { ...fields, organization_id: place.organizationId }),
    201,
  );
  expectPresent(
    repository,
    'id* name* description? source_type* source_url* default_version? organization_id?',
  );
  expect(repository.access_credentials).toBeNull();
  const directory = unique('sum');
  const inside = exampleFiles({ properties: ['  executionBackend:', `    slug: ${slug}`] });
  const zip = await zipOf(
    Object.fromEntries(Object.entries(inside).map(([path, text]) => [`${directory}/${path}`, text])),
  );
  const files = { [`${directory}.zip`]: `data:application/zip;base64,${zip.toString('base64')}` };
  const request = { repository_id: repository.id, directory, files };
  const version = bodyOf(await tool.post('/examples/upload', request));
  expectError(await tool.post('/examples/upload', request), 409, 'VERSION_001');
  const example = bodyOf(await tool.get(`/examples/${version.example_id}`));
  expectPresent(
    example,
    `id* directory* identifier* title* subject? category? tags* example_repository_id* description? repository?
     versions* dependencies*`,
  );
  return example.identifier as string;
}

/** Types, contents in order of their depth, the example. */
async function applyContents(tool: ListeningClient, { courseId }: Place, identifier: string) {
  const types: Record<string, string> = {};
  for (const kind of ['unit', 'assignment']) {
    const fields = { slug: kind, course_id: courseId, course_content_kind_id: kind, color: 'blue' };
    types[kind] = bodyOf(await tool.post('/course-content-types', fields), 201).id as string;
    expectError(await tool.post('/course-content-types', fields), 409, 'CONFLICT_001');
  }
  const create = async (path: string, kind: string, position: number): Promise<string> => {
    const fields = { path, course_id: courseId, course_content_type_id: types[kind], title: path, position };
    const made = bodyOf(await tool.post('/course-contents', fields), 201);
    expectError(await tool.post('/course-contents', fields), 409, 'CONTENT_009');
    return made.id as string;
  };
  await create('week_1', 'unit', 1);
  const sumId = await create('week_1.sum', 'assignment', 1);
  const assign = `/lecturers/course-contents/${sumId}/assign-example`;
  const chosen = { example_identifier: identifier, version_tag: 'latest' };
  const first = bodyOf(await tool.post(assign, chosen));
  const second = bodyOf(await tool.post(assign, chosen));
  expect(second.deployment_id).toBe(first.deployment_id);
  return sumId;
}

/** The release; a second one has nothing left to do. */
async function release(tool: ListeningClient, { courseId }: Place, contentId: string): Promise<void> {
  const path = `/system/courses/${courseId}/generate-student-template`;
  const started = bodyOf(await tool.post(path, {}));
  expect(started).toEqual({ workflow_id: expect.any(String), status: 'started', contents_to_process: 1 });
  const ended = await until(async () => {
    const info = bodyOf(await tool.get(`/tasks/${started.workflow_id}/status`));
    return ['queued', 'started'].includes(info.status as string) ? null : info;
  });
  expect([ended.status, ended.error]).toEqual(['finished', null]);
  const deployment = bodyOf(await tool.get(`/lecturers/course-contents/${contentId}/deployment`));
  expect(deployment).toMatchObject({ deployment_status: 'deployed', deployment_message: null });
  expect(bodyOf(await tool.post(path, {})).contents_to_process).toBe(0);
}

it(
  'the command line tool applies a whole deployment with a token that it made itself',
  async () => {
    const tool = await signIn();
    const place = await createPlace(tool);
    const members = await applyPeople(tool, place);
    const slug = await applyService(tool, place);
    const identifier = await applyExample(tool, place, slug);
    const contentId = await applyContents(tool, place, identifier);
    await release(tool, place, contentId);
    const gradings = listOf(await tool.get(`/course-member-gradings?course_id=${place.courseId}`));
    expect(gradings.map(({ course_member_id }) => course_member_id)).toContain(members[0]);
    expect(gradings[0].total_max_assignments).toBe(1);
  },
  LONG_MS,
);

it('errors carry the status that the tool makes its classes of, and never 422', async () => {
  const tool = await signIn();
  const invalid = await tool.post('/users', { username: 'a b', email: 'nobody' });
  expectError(invalid, 400, 'VAL_001');
  expect(invalid.body.details.validation_errors).toContainEqual({
    field: 'body -> username',
    message: expect.any(String),
    type: expect.any(String),
  });
  expectError(await tool.get('/courses/not-an-id'), 400, 'VAL_003');
  expectError(await tool.get('/courses/00000000-0000-7000-8000-000000000000'), 404, 'NF_003');
  expectError(await stage.visitor.get('/user'), 401, 'AUTH_001');
  expectError(await tool.get('/extensions-of-the-tool'), 404, 'NF_004');
  expect((await tool.get('/organizations/')).status).toBe(200);
});
