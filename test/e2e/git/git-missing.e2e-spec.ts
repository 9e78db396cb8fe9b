import { addMember, createContent, createCourse } from '../../factories/course.js';
import { createExampleVersion } from '../../factories/example.js';
import { gitToken, listen } from '../../factories/git.js';
import { assignExample, releaseTemplate } from '../../factories/release.js';
import { endedTask } from '../../factories/task.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

/** The same program on a machine where the name `git` leads nowhere. */
jest.mock('node:child_process', () => {
  const actual = jest.requireActual<typeof import('node:child_process')>('node:child_process');
  const missing = (command: string) => (command === 'git' ? '/nonexistent/git' : command);
  return {
    ...actual,
    spawn: (command: string, ...rest: unknown[]) =>
      (actual.spawn as (...all: unknown[]) => unknown)(missing(command), ...rest),
    execFile: (command: string, ...rest: unknown[]) =>
      (actual.execFile as unknown as (...all: unknown[]) => unknown)(missing(command), ...rest),
  };
});

describe('a server without git', () => {
  let t: TestApplication;
  beforeAll(async () => {
    t = await startTestApplication();
  });
  afterAll(() => t.close());

  it('says so, and everything else works', async () => {
    const ready = await t.anonymous.get('/health/ready');
    expect([ready.status, ready.body.status, ready.body.checks.git]).toEqual([200, 'degraded', 'failed']);
    expect(ready.body.details.git).toContain('not installed');
    const origin = await listen(t);
    const course = await createCourse(t);
    const lecturer = await addMember(t, course.id, '_lecturer');
    const authorization = `Basic ${Buffer.from(`x:${await gitToken(lecturer.client)}`).toString('base64')}`;
    const answer = await fetch(
      `${origin}/git/${course.fullPath}/student-template.git/info/refs?service=git-upload-pack`,
      { headers: { authorization } },
    );
    expect([answer.status, await answer.text()]).toEqual([503, 'git is not installed on the server.\n']);
    const content = await createContent(t, course);
    await assignExample(lecturer.client, content, (await createExampleVersion(t)).identifier);
    await releaseTemplate(t, lecturer.client, course.id);
    const deployment = await lecturer.client.get(`/lecturers/course-contents/${content}/deployment`);
    expect(deployment.body).toMatchObject({
      deployment_status: 'failed',
      deployment_message: 'git is not installed on the server.',
    });
    const deployed = await t.admin.post('/system/deploy/courses', {
      course: { path: 'another' },
      course_family_id: course.familyId,
    });
    expect((await endedTask(t, deployed.body.task_id)).status).toBe('finished');
  });
});
