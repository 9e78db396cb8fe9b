import { addMember, createCourse, unique } from '../../factories/course.js';
import { cloneUrl, GitClient, gitToken, listen } from '../../factories/git.js';
import { endedTask } from '../../factories/task.js';
import { createUser } from '../../factories/user.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

describe('creation as tasks', () => {
  let t: TestApplication;
  let origin: string;
  beforeAll(async () => {
    t = await startTestApplication();
    origin = await listen(t);
  });
  afterAll(() => t.close());

  it('makes organization, family and course with repositories, as the administrator walks', async () => {
    const [organization, family, course] = [unique('org'), unique('family'), unique('course')];
    const gitlab = { gitlab_url: 'https://git.example', gitlab_token: 'secret-token' };
    const first = await t.admin.post('/system/deploy/organizations', {
      organization: { path: organization, title: 'University', organization_type: null, email: null },
      gitlab,
      parent_group_id: 7,
    });
    expect([first.status, first.body]).toEqual([
      200,
      { task_id: expect.any(String), status: 'started', message: expect.any(String) },
    ]);
    const done = await endedTask(t, first.body.task_id);
    expect(done).toMatchObject({ status: 'finished', task_name: 'deploy-organization', has_result: true });
    expect(JSON.stringify(done)).not.toContain('secret-token');
    const [row] = (await t.admin.get(`/organizations?path=${organization}`)).body;
    expect(row).toMatchObject({ title: 'University', organization_type: 'organization' });
    const second = await t.admin.post('/system/deploy/course-families', {
      course_family: { path: family, title: 'Programming' },
      organization_id: row.id,
      gitlab,
    });
    expect((await endedTask(t, second.body.task_id)).status).toBe('finished');
    const [familyRow] = (await t.admin.get(`/course-families?path=${family}`)).body;
    const third = await t.admin.post('/system/deploy/courses', {
      course: { path: course, title: 'Programming 1', language_code: 'de' },
      course_family_id: familyRow.id,
    });
    const ended = await endedTask(t, third.body.task_id);
    expect(ended).toMatchObject({
      status: 'finished',
      task_name: 'deploy-course',
      worker: expect.any(String),
      retries: 0,
      error: null,
      workflow_id: third.body.task_id,
      short_task_id: third.body.task_id.slice(-12),
    });
    expect(Date.parse(ended.finished_at)).toBeGreaterThanOrEqual(Date.parse(ended.started_at));
    const token = await gitToken(t.admin);
    const git = await GitClient.open();
    for (const name of ['student-template', 'assignments']) {
      await git.must(
        '.',
        'clone',
        cloneUrl(origin, `${organization}/${family}/${course}/${name}`, token),
        name,
      );
      expect(await git.must(name, 'rev-list', '--count', 'HEAD')).toBe('1');
      expect(await git.must(name, 'show', 'HEAD:README.md')).toContain('# Programming 1');
    }
  });

  it('answers at once what cannot be created', async () => {
    const path = unique('org');
    const organization = { path, title: 'University' };
    expect((await t.admin.post('/system/deploy/organizations', { organization })).status).toBe(200);
    const taken = await t.admin.post('/system/deploy/organizations', { organization });
    expect([taken.status, taken.body.error_code]).toEqual([409, 'CONFLICT_001']);
    const untitled = await t.admin.post('/system/deploy/organizations', {
      organization: { path: unique('o') },
    });
    expect([untitled.status, untitled.body.error_code]).toEqual([400, 'VAL_001']);
    const nowhere = await t.admin.post('/system/deploy/courses', {
      course: { path: 'x' },
      course_family_id: '00000000-0000-7000-8000-000000000000',
    });
    expect([nowhere.status, nowhere.body.error_code]).toEqual([404, 'NF_001']);
  });

  it('is for those who may create without a task', async () => {
    const course = await createCourse(t);
    const student = await addMember(t, course.id, '_student');
    const stranger = await createUser(t);
    const organization = { path: unique('org'), title: 'x' };
    const family = { course_family: { path: 'f' }, organization_id: course.organizationId };
    const another = { course: { path: 'c' }, course_family_id: course.familyId };
    const statuses = async (client: typeof student.client) => [
      (await client.post('/system/deploy/organizations', { organization })).status,
      (await client.post('/system/deploy/course-families', family)).status,
      (await client.post('/system/deploy/courses', another)).status,
    ];
    expect(await statuses(student.client)).toEqual([403, 403, 403]);
    expect(await statuses(stranger.client)).toEqual([403, 404, 404]);
    expect(await statuses(t.anonymous)).toEqual([401, 401, 401]);
  });

  it('is done once for one Idempotency-Key', async () => {
    const organization = { path: unique('org'), title: 'Once' };
    const key = { 'idempotency-key': unique('key') };
    const answers = [
      await t.admin.post('/system/deploy/organizations', { organization }, key),
      await t.admin.post('/system/deploy/organizations', { organization }, key),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
    expect(answers[1]?.body).toEqual(answers[0]?.body);
  });
});
