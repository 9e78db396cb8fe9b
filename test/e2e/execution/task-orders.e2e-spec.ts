import { z } from 'zod';
import { type RunningTask, TaskKinds } from '../../../src/modules/execution/services/task-kinds.js';
import { TaskRunner } from '../../../src/modules/execution/services/task-runner.js';
import { TaskService } from '../../../src/modules/execution/services/task.service.js';
import { runInContext, systemContext } from '../../../src/platform/http/request-context.js';
import { addMember, createCourse, type TestCourse, type TestMember } from '../../factories/course.js';
import { endedTask } from '../../factories/task.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { Answer } from '../../setup/test-client.js';

const told = (answer: Answer) => [answer.status, answer.body.error_code];

describe('orders about tasks', () => {
  let t: TestApplication;
  let course: TestCourse;
  let people: Record<'student' | 'tutor' | 'lecturer', TestMember>;
  let work: (task: RunningTask) => Promise<Record<string, unknown> | null>;
  const failures: string[] = [];
  beforeAll(async () => {
    t = await startTestApplication();
    course = await createCourse(t);
    people = {
      student: await addMember(t, course.id, '_student'),
      tutor: await addMember(t, course.id, '_tutor'),
      lecturer: await addMember(t, course.id, '_lecturer'),
    };
    t.get(TaskKinds).register({
      name: 'ordered-work',
      parameters: z.object({ course_id: z.uuid().optional(), size: z.int().default(1) }),
      run: (task) => work(task),
      failed: async (id) => void failures.push(id),
    });
    t.get(TaskKinds).register({ name: 'own-work', run: async () => null });
  });
  afterAll(() => t.close());

  const start = (as: string, courseId: string | null = course.id) =>
    runInContext({ ...systemContext('test'), actorId: as }, () =>
      t.get(TaskService).start('ordered-work', { courseId }, { size: 1 }),
    );
  /** A task that has begun and waits until it is told to go on or is cancelled. */
  const begun = async (as: string) => {
    let go: (result: Record<string, unknown>) => void = () => undefined;
    let aborted = false;
    const began = new Promise<RunningTask>((resolve) => {
      work = (task) => {
        task.signal.addEventListener('abort', () => (aborted = true));
        resolve(task);
        return new Promise((end) => (go = end));
      };
    });
    const id = await start(as);
    const task = await began;
    return { id, task, go: (result = {}) => go(result), wasAborted: () => aborted };
  };
  /** A task that nobody takes. */
  const waiting = async (as: string) => {
    const resting = jest.spyOn(t.get(TaskRunner), 'wake').mockReturnValue(undefined);
    const id = await start(as);
    return { id, wake: () => resting.mockRestore() };
  };

  it('are listed for their author, lecturers of the course and administrators, newest first', async () => {
    work = async () => null;
    const first = await start(people.student.userId);
    const second = await start(people.student.userId);
    await endedTask(t, second);
    const page = (await people.student.client.get('/tasks?limit=1')).body;
    expect(page).toMatchObject({ total: 2, limit: 1, offset: 0, has_more: true });
    expect(page.tasks.map((task: { task_id: string }) => task.task_id)).toEqual([second]);
    const rest = (await people.lecturer.client.get('/tasks?limit=1000&offset=1&status=finished')).body;
    expect([rest.has_more, rest.tasks[0].task_id]).toEqual([false, first]);
    expect((await people.tutor.client.get('/tasks')).body).toMatchObject({ tasks: [], total: 0 });
    expect((await people.student.client.get('/tasks?status=cancelled')).body.total).toBe(0);
    expect((await t.admin.get('/tasks')).body.total).toBeGreaterThanOrEqual(2);
    for (const query of ['limit=0', 'limit=1001', 'offset=-1', 'status=lost']) {
      expect(told(await t.admin.get(`/tasks?${query}`))).toEqual([400, 'VAL_003']);
    }
    expect((await t.anonymous.get('/tasks')).status).toBe(401);
  });

  it('show what came of a task: at once, or at its end to one who waits', async () => {
    const { id, go } = await begun(people.student.userId);
    const at_once = await people.student.client.get(`/tasks/${id}/result`);
    expect(at_once.body).toMatchObject({ task_id: id, status: 'started', result: null, finished_at: null });
    const waits = people.student.client.get(`/tasks/${id}/result?wait_seconds=25`);
    go({ answer: 42 });
    expect((await waits).body).toMatchObject({ status: 'finished', result: { answer: 42 }, error: null });
    expect(told(await people.tutor.client.get(`/tasks/${id}/result?wait_seconds=25`))).toEqual([
      404,
      'TASK_001',
    ]);
    expect((await t.admin.get(`/tasks/${id}/result?wait_seconds=26`)).status).toBe(400);
    await t.get(TaskRunner).idle();
  });

  it('cancel a waiting task, which then never begins', async () => {
    let ran = false;
    work = async () => ((ran = true), null);
    const { id, wake } = await waiting(people.student.userId);
    expect(told(await people.tutor.client.delete(`/tasks/${id}/cancel`))).toEqual([404, 'TASK_001']);
    expect(told(await people.lecturer.client.delete(`/tasks/${id}/cancel`))).toEqual([403, 'AUTHZ_001']);
    expect((await people.student.client.delete(`/tasks/${id}/cancel`)).body).toEqual({
      task_id: id,
      status: 'cancelled',
      message: expect.any(String),
    });
    wake();
    t.get(TaskRunner).wake();
    await t.get(TaskRunner).idle();
    expect([ran, failures.includes(id)]).toEqual([false, true]);
    expect((await people.student.client.get(`/tasks/${id}`)).body.status).toBe('cancelled');
    expect(told(await people.student.client.delete(`/tasks/${id}/cancel`))).toEqual([409, 'CONFLICT_005']);
  });

  it('cancel a task at work: it is told, and what it still brings counts for nothing', async () => {
    const { id, task, go, wasAborted } = await begun(people.student.userId);
    const watched = people.student.client.get(`/tasks/${id}/result?wait_seconds=25`);
    expect((await t.admin.delete(`/tasks/${id}/cancel`)).status).toBe(200);
    expect((await watched).body.status).toBe('cancelled');
    await expect(task.progress({ done: 1 })).rejects.toThrow('not wanted');
    go({ answer: 42 });
    await t.get(TaskRunner).idle();
    expect((await t.admin.get(`/tasks/${id}/result`)).body).toMatchObject({
      status: 'cancelled',
      result: null,
      error: 'cancelled',
    });
    expect([wasAborted(), failures.filter((failed) => failed === id).length]).toEqual([true, 1]);
  });

  it('remove tasks, those at work not before they are cancelled', async () => {
    const { id, go } = await begun(people.student.userId);
    expect(told(await people.student.client.delete(`/tasks/${id}`))).toEqual([403, 'AUTHZ_002']);
    expect(told(await people.tutor.client.delete(`/tasks/${id}`))).toEqual([404, 'TASK_001']);
    expect(told(await t.admin.delete(`/tasks/${id}`))).toEqual([409, 'CONFLICT_005']);
    go();
    await t.get(TaskRunner).idle();
    expect((await t.admin.delete(`/tasks/${id}`)).body).toMatchObject({ task_id: id, status: 'deleted' });
    expect(told(await t.admin.delete(`/tasks/${id}`))).toEqual([404, 'TASK_001']);
    const { id: unstarted, wake } = await waiting(people.student.userId);
    expect((await t.admin.delete(`/tasks/${unstarted}`)).status).toBe(200);
    wake();
    expect(failures).toContain(unstarted);
  });

  it('submit a task of a known name with parameters of its owner', async () => {
    work = async ({ input, courseId }) => ({ ...input, courseId });
    expect((await t.admin.get('/tasks/types')).body).toEqual([
      'deploy-course',
      expect.stringMatching(/assignments/),
      expect.stringMatching(/template/),
      'ordered-work',
    ]);
    const parameters = { course_id: course.id };
    const answer = await t.admin.post('/tasks/submit', {
      task_name: 'ordered-work',
      parameters,
      queue: 'x',
      workflow_id: 'y',
    });
    expect(answer.body).toMatchObject({ status: 'submitted', message: expect.any(String) });
    await endedTask(t, answer.body.task_id);
    const { body } = await people.lecturer.client.get(`/tasks/${answer.body.task_id}/result`);
    expect(body.result).toEqual({ ...parameters, size: 1, courseId: course.id });
    const submit = (sent: Record<string, unknown>) => t.admin.post('/tasks/submit', sent);
    for (const sent of [
      {},
      { task_name: 'unknown' },
      { task_name: 'own-work' },
      { task_name: 'ordered-work', parameters: { size: 'big' } },
      { task_name: 'ordered-work', delay: -1 },
    ]) {
      expect(told(await submit(sent))).toEqual([400, 'VAL_001']);
    }
    for (const client of [people.lecturer.client, people.student.client]) {
      expect(told(await client.post('/tasks/submit', { task_name: 'ordered-work' }))).toEqual([
        403,
        'AUTHZ_002',
      ]);
      expect(told(await client.get('/tasks/types'))).toEqual([403, 'AUTHZ_002']);
    }
  });

  it('submit a task that begins later', async () => {
    let ran = false;
    work = async () => ((ran = true), null);
    const answer = await t.admin.post('/tasks/submit', { task_name: 'ordered-work', delay: 3600 });
    t.get(TaskRunner).wake();
    await t.get(TaskRunner).idle();
    expect([ran, (await t.admin.get(`/tasks/${answer.body.task_id}`)).body.status]).toEqual([
      false,
      'queued',
    ]);
  });
});
