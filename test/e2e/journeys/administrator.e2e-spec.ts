import { unique } from '../../factories/course.js';
import { GitClient } from '../../factories/git.js';
import type { ListeningClient } from '../../setup/listening-client.js';
import { LONG_MS, until } from '../../setup/worker-process.js';
import { bodyOf, expectError, expectPresent, listOf } from './present.js';
import { type Extension, makeGitToken, openStage, signInExtension, type Stage, withToken } from './stage.js';

const PASSWORD = 'lantern over water';
/** The extension always asks for these. */
const GIT_SERVER = { gitlab: { gitlab_url: 'https://git.example', gitlab_token: 'glpat-secret-of-nobody' } };
const USER_LIST = 'id* given_name? family_name? email? username? archived_at? is_service*';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, LONG_MS);
afterAll(() => stage.close());

interface Structure {
  organizationId: string;
  familyId: string;
  courseId: string;
}

/** A creation as task, watched to its end; returns the row that it made. */
async function deployed(client: ListeningClient, what: string, request: object, list: string) {
  const task = bodyOf(await client.post(`/system/deploy/${what}`, request));
  expect(task).toEqual({ task_id: expect.any(String), status: 'started', message: expect.any(String) });
  const ended = await until(async () => {
    const info = bodyOf(await client.get(`/tasks/${task.task_id}/status`));
    expectPresent(info, 'task_id* task_name* status* created_at* started_at? finished_at? error? progress?');
    return ['queued', 'started'].includes(info.status as string) ? null : info;
  });
  expect([ended.status, ended.error]).toEqual(['finished', null]);
  const [row] = listOf(await client.get(list));
  return row;
}

/** Organization, family and course; the course has its repositories. */
async function deploy({ client, live }: Extension): Promise<Structure> {
  const [org, fam, path] = [unique('org'), unique('family'), unique('course')];
  const first = { organization: { path: org, title: 'University', description: 'Ours' }, ...GIT_SERVER };
  const organization = await deployed(client, 'organizations', first, `/organizations?path=${org}`);
  expectPresent(organization, 'id* path* title? organization_type* user_id? email? archived_at?');
  const { data } = await live.next('task:updated', (frame) => JSON.stringify(frame).includes('finished'));
  expectPresent(data, 'task_id* status* error? timestamp*');
  const second = { course_family: { path: fam, title: 'Programming' }, organization_id: organization.id };
  const families = `/course-families?organization_id=${organization.id}`;
  const family = await deployed(client, 'course-families', { ...second, ...GIT_SERVER }, families);
  const third = {
    course: { path, title: 'Programming 1', language_code: 'en' },
    course_family_id: family.id,
  };
  const courses = `/courses?course_family_id=${family.id}`;
  const course = await deployed(client, 'courses', { ...third, ...GIT_SERVER }, courses);
  expect(course).toMatchObject({ path, organization_id: organization.id });
  const detail = bodyOf(await client.get(`/courses/${course.id}`));
  expect(JSON.stringify(detail)).not.toContain('glpat');
  const git = await GitClient.open();
  const token = await makeGitToken(stage, client);
  const url = detail.properties.gitlab.student_template_url as string;
  await git.must('.', 'clone', withToken(url, token), 'work');
  expect(await git.must('work', 'ls-files')).toBe('README.md');
  expectError(await client.post('/system/deploy/organizations', first), 409, 'CONFLICT_001');
  return { organizationId: organization.id, familyId: family.id, courseId: course.id };
}

/** An account that gets a system role and loses it again. */
async function manageUsers({ client }: Extension): Promise<string> {
  const username = unique('grace');
  const fields = {
    username,
    email: `${username}@uni.example`,
    given_name: 'Grace',
    family_name: 'Hopper',
  };
  const user = bodyOf(await client.post('/users', fields), 201);
  expectPresent(user, `${USER_LIST} properties? student_profiles* profile? user_roles* setup_token*`);
  expectError(await client.post('/users', fields), 409, 'CONFLICT_001');
  const users = listOf(await client.get('/users?limit=10000'));
  users.forEach((row) => expectPresent(row, USER_LIST));
  expect(users.map(({ id }) => id)).toContain(user.id);
  const roles = listOf(await client.get('/roles'));
  roles.forEach((role) => expectPresent(role, 'id* title? builtin*'));
  expect(roles.map(({ id }) => id)).toEqual(expect.arrayContaining(['_admin', '_user_manager']));
  const grant = { user_id: user.id, role_id: '_user_manager' };
  expect(bodyOf(await client.post('/user-roles', grant))).toMatchObject(grant);
  expect(bodyOf(await client.post('/user-roles', grant))).toMatchObject(grant);
  expect(listOf(await client.get(`/user-roles?user_id=${user.id}`))).toMatchObject([grant]);
  const path = `/user-roles/users/${user.id}/roles/_user_manager`;
  expectPresent(bodyOf(await client.get(path)), 'user_id* role_id*');
  expect(bodyOf(await client.delete(path))).toEqual({ ok: true });
  const last = `/user-roles/users/${stage.t.admin.userId}/roles/_admin`;
  expectError(await client.delete(last), 409, 'CONFLICT_005');
  bodyOf(await client.patch(`/users/${user.id}/archive`), 204);
  expect(bodyOf(await client.get(`/users/${user.id}`)).archived_at).toMatch(/Z$/);
  bodyOf(await client.patch(`/users/${user.id}/unarchive`), 204);
  return user.id as string;
}

/** Roles of organization and family; their holder reads what is below. */
async function manageScopes({ client }: Extension, structure: Structure, userId: string): Promise<void> {
  const { organizationId, familyId } = structure;
  for (const [kind, id] of [
    ['organization', organizationId],
    ['course_family', familyId],
  ] as const) {
    const path = `/${kind.replace('_', '-')}`;
    const roles = listOf(await client.get(`${path}-roles`));
    roles.forEach((role) => expectPresent(role, 'id* title? description? builtin*'));
    expect(roles.map((role) => role.id).sort()).toEqual(['_developer', '_manager', '_owner']);
    const fields = { user_id: userId, [`${kind}_id`]: id, [`${kind}_role_id`]: '_developer' };
    const member = bodyOf(await client.post(`${path}-members`, fields), 201);
    expectPresent(member, `id* user_id* ${kind}_id* ${kind}_role_id* properties? user?`);
    const raised = { [`${kind}_role_id`]: '_manager' };
    expect(bodyOf(await client.patch(`${path}-members/${member.id}`, raised))).toMatchObject(raised);
    const members = listOf(await client.get(`${path}-members?${kind}_id=${id}&limit=10000`));
    expect(members.map(({ user_id }) => user_id)).toContain(userId);
    expectError(await client.post(`${path}-members`, fields), 409, 'CONFLICT_001');
  }
}

/** The administration of the web front end: an invite is made, read, accepted, used up; another is withdrawn. */
async function invite({ client }: Extension): Promise<void> {
  const made = bodyOf(await client.post('/admin/invites', { roles: ['_user_manager'], note: 'Hello' }), 201);
  expectPresent(
    made,
    'id* token* created_by? email? max_uses* use_count* expires_at* roles* note? revoked_at?',
  );
  const link = `/invites/${made.token}`;
  const shown = bodyOf(await stage.visitor.get(link));
  expectPresent(shown, 'id* email? roles* expires_at* note?');
  const username = unique('guest');
  const answer = await stage.visitor.post(`${link}/accept`, {
    username,
    given_name: 'Emmy',
    family_name: 'Guest',
    email: `${username}@uni.example`,
    password: PASSWORD,
    confirm_password: PASSWORD,
  });
  expectPresent(bodyOf(answer), 'user_id* username* access_token*');
  const cookies = (answer.headers['set-cookie'] ?? '').match(/ct_\w+_token=[^;]+/g) ?? [];
  expect(cookies).toHaveLength(2);
  const guest = stage.visitor.with({ cookie: cookies.join('; ') });
  const me = bodyOf(await guest.get('/user'));
  expect(me.user_roles.map(({ role_id }: { role_id: string }) => role_id)).toEqual(['_user_manager']);
  expect(bodyOf(await guest.get('/user/views'))).toEqual(['student', 'user_manager']);
  expectError(await stage.visitor.get(link), 409, 'INVITE_001');
  const second = bodyOf(await client.post('/admin/invites', { max_uses: 5 }), 201);
  bodyOf(await client.delete(`/admin/invites/${second.id}`), 204);
  const invites = listOf(await client.get('/admin/invites'));
  expect(invites.map(({ id, use_count, revoked_at }) => [id, use_count, revoked_at])).toEqual([
    [second.id, 0, expect.stringMatching(/Z$/)],
    [made.id, 1, null],
  ]);
}

it(
  'an administrator makes organization, family and course, and lets people in',
  async () => {
    const username = stage.t.env.ADMIN_USERNAME;
    const password = stage.t.env.ADMIN_PASSWORD as string;
    const views = ['lecturer', 'student', 'tutor', 'user_manager'];
    const extension = await signInExtension(stage, { username, password }, views);
    const me = bodyOf(await extension.client.get('/user'));
    expect(me.user_roles.map(({ role_id }: { role_id: string }) => role_id)).toContain('_admin');
    expect(bodyOf(await extension.client.get('/user/scopes'))).toMatchObject({ is_admin: true });
    const structure = await deploy(extension);
    const userId = await manageUsers(extension);
    await manageScopes(extension, structure, userId);
    await invite(extension);
    expect(await extension.live.close()).toBe(1000);
  },
  LONG_MS,
);
