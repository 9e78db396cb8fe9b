import {
  addMember,
  createContent,
  createCourse,
  type TestCourse,
  type TestMember,
} from '../../factories/course.js';
import { cloneUrl, GitClient, gitToken, listen } from '../../factories/git.js';
import { teamOf } from '../../factories/graded-course.js';
import { createUser } from '../../factories/user.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

describe('what clients ask before they clone', () => {
  let t: TestApplication;
  let origin: string;
  let course: TestCourse;
  let student: TestMember;
  let tutor: TestMember;
  beforeAll(async () => {
    t = await startTestApplication();
    origin = await listen(t);
    course = await createCourse(t);
    student = await addMember(t, course.id, '_student');
    tutor = await addMember(t, course.id, '_tutor');
  });
  afterAll(() => t.close());

  const whose = (token: string, path = '/api/v4/user') => t.anonymous.get(path, { 'private-token': token });

  it('tells whose a token is', async () => {
    const token = await gitToken(student.client);
    for (const path of ['/api/v4/user', '/v4/user']) {
      const answer = await whose(token, path);
      expect([answer.status, answer.body]).toEqual([
        200,
        {
          id: expect.any(Number),
          username: student.username,
          name: 'Ada Test',
          email: `${student.username}@uni.example`,
          state: 'active',
        },
      ]);
      expect(Number.isSafeInteger(answer.body.id)).toBe(true);
    }
    const made = await t.admin.post('/users', { given_name: 'Neo', family_name: 'Phyte' });
    const first = await whose(made.body.setup_token as string);
    expect(first.body).toMatchObject({ username: made.body.username, name: 'Neo Phyte' });
    for (const wrong of ['', 'x', `ctp_${'a'.repeat(32)}`, `cts_${'a'.repeat(32)}`]) {
      expect((await whose(wrong)).status).toBe(401);
    }
    expect((await t.anonymous.get('/api/v4/user')).body.error_code).toBe('AUTH_001');
    expect((await student.client.get('/api/v4/user')).status).toBe(401);
    await t.admin.patch(`/users/${made.body.id}/archive`);
    expect((await whose(made.body.setup_token as string)).status).toBe(401);
  });

  it('tells whether a member may clone', async () => {
    const validate = (client: TestMember['client'], provider_access_token?: string) =>
      client.post(`/user/courses/${course.id}/validate`, { provider_access_token });
    const ready = await validate(student.client, await gitToken(student.client));
    expect([ready.status, ready.body]).toEqual([
      200,
      {
        course_member_id: student.memberId,
        course_id: course.id,
        organization_id: course.organizationId,
        course_role_id: '_student',
        provider_type: 'git',
        provider: `${t.env.PUBLIC_URL}/git`,
        requires_account: true,
        has_account: true,
        is_ready: true,
        provider_account_id: student.username,
        provider_access_token: null,
      },
    ]);
    const isReady = async (token?: string) =>
      (await validate(student.client, token)).body.is_ready as boolean;
    const session = (student.client.headers['authorization'] as string).slice('Bearer '.length);
    expect(await isReady()).toBe(false);
    expect(await isReady('ctp_nonsense')).toBe(false);
    expect(await isReady(await gitToken(tutor.client))).toBe(false);
    expect(await isReady(await gitToken(student.client, ['course:list']))).toBe(false);
    expect(await isReady(await gitToken(student.client, ['git:read']))).toBe(true);
    expect(await isReady(session)).toBe(true);
    expect((await t.anonymous.post(`/user/courses/${course.id}/validate`)).status).toBe(401);
    expect((await student.client.post(`/user/courses/${course.id}/validate`)).status).toBe(200);
    const stranger = await createUser(t);
    expect((await validate(stranger.client)).body.error_code).toBe('NF_003');
    const foreign = await createCourse(t);
    const admin = await addMember(t, foreign.id, '_owner');
    expect((await validate(admin.client)).status).toBe(404);
    const { id } = (await t.admin.get('/user')).body;
    const [own] = (await t.admin.get(`/course-members?course_id=${course.id}&user_id=${id}`)).body;
    await addMember(t, course.id, '_owner');
    expect((await t.admin.delete(`/course-members/${own.id}`)).status).toBe(204);
    expect((await validate(t.admin)).body).toMatchObject({
      course_member_id: '00000000-0000-0000-0000-000000000000',
      course_role_id: '_owner',
    });
  });

  it('shows addresses in the views that can be cloned as they are', async () => {
    const alone = await createContent(t, course, { path: 'alone' });
    const together = await createContent(t, course, { path: 'together', max_group_size: 2 });
    const team = await teamOf(t, course, together, [student]);
    const token = await gitToken(student.client);
    const base = `${t.env.PUBLIC_URL}/git`;
    const cloned = async (fullPath: string, as = token) => {
      const git = await GitClient.open();
      await git.must('.', 'clone', cloneUrl(origin, fullPath, as), 'work');
      return git.must('work', 'rev-parse', 'HEAD');
    };
    const seen = async (content: string) =>
      (await student.client.get(`/students/course-contents/${content}`)).body.submission_group.repository;
    const own = `${course.fullPath}/students/${student.username}`;
    expect(await seen(alone)).toEqual({
      provider: 'git',
      url: base,
      full_path: own,
      clone_url: `${base}/${own}.git`,
      web_url: null,
    });
    const shared = await seen(together);
    expect(shared.full_path).toBe(`${course.fullPath}/teams/${team}`);
    expect(await cloned(own)).toBe(await cloned(shared.full_path));
    const other = await addMember(t, course.id, '_student');
    const git = await GitClient.open();
    const foreign = await git.run(
      'ls-remote',
      cloneUrl(origin, shared.full_path, await gitToken(other.client)),
    );
    expect([foreign.code, foreign.output]).toEqual([128, expect.stringContaining('not found')]);
    await cloned(shared.full_path, await gitToken(tutor.client));
    const member = (await tutor.client.get(`/tutors/course-members/${student.memberId}`)).body;
    expect(member.repository.clone_url).toBe(`${base}/${own}.git`);
    expect(member.properties.gitlab.full_path_submission).toBe(own);
    const [view] = (await student.client.get('/students/courses')).body;
    expect(view.repository).toEqual({ provider_url: base, full_path: course.fullPath });
    expect(await cloned(`${view.repository.full_path}/student-template`)).toMatch(/^[0-9a-f]{40}$/);
    const [taught] = (await tutor.client.get('/tutors/courses')).body;
    const tutors = await gitToken(tutor.client);
    expect(await cloned(taught.repository.full_path_assignments, tutors)).toMatch(/^[0-9a-f]{40}$/);
    const info = (await t.admin.get(`/courses/${course.id}`)).body.properties.gitlab;
    expect(info).toMatchObject({
      url: base,
      full_path: course.fullPath,
      assignments_url: `${base}/${course.fullPath}/assignments.git`,
      student_template_url: `${base}/${course.fullPath}/student-template.git`,
      visibility: 'private',
      settings: {},
    });
  });
});
