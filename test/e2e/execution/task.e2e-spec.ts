import sql from 'sql-template-tag';
import { TaskRepository } from '../../../src/modules/execution/repositories/task.repository.js';
import { type RunningTask, TaskKinds } from '../../../src/modules/execution/services/task-kinds.js';
import { TaskLife } from '../../../src/modules/execution/services/task-life.js';
import { TaskRunner } from '../../../src/modules/execution/services/task-runner.js';
import { TaskService } from '../../../src/modules/execution/services/task.service.js';
import { AppError } from '../../../src/platform/http/app-error.js';
import { runInContext, systemContext } from '../../../src/platform/http/request-context.js';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { addMember, createCourse, type TestCourse, type TestMember } from '../../factories/course.js';
import { endedTask } from '../../factories/task.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

describe('tasks', () => {
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
      name: 'test-work',
      run: (task) => work(task),
      failed: async (id) => void failures.push(id),
    });
  });
  afterAll(() => t.close());

  const start = (as: string, input: Record<string, unknown> = {}) =>
    runInContext({ ...systemContext('test'), actorId: as }, () =>
      t.get(TaskService).start('test-work', { courseId: course.id }, input),
    );
  const loseServer = (id: string) =>
    t
      .get(Transaction)
      .execute(sql`UPDATE execution.tasks SET lease_expires_at = now() - interval '1 s' WHERE id = ${id}`);

  it('are done in the background for their author, and tell how far they are', async () => {
    let resume: () => void = () => undefined;
    const began = new Promise<void>((resolve) => {
      work = async (task) => {
        await task.progress({ done: 1, of: 2 });
        resolve();
        await new Promise<void>((go) => (resume = go));
        return { answer: 42 };
      };
    });
    const id = await start(people.student.userId, { option: true });
    await began;
    const during = await people.student.client.get(`/tasks/${id}`);
    expect(during.body).toMatchObject({
      task_id: id,
      task_name: 'test-work',
      status: 'started',
      status_display: 'Started',
      progress: { done: 1, of: 2 },
      kwargs: { option: true },
      args: [],
      queue: 'tasks',
      finished_at: null,
      has_result: false,
    });
    resume();
    expect(await endedTask(t, id)).toMatchObject({
      status: 'finished',
      has_result: true,
      duration: expect.any(Number),
    });
  });

  it('are seen by their author, lecturers of the course and administrators', async () => {
    work = async () => null;
    const id = await start(people.student.userId);
    await endedTask(t, id);
    const status = async (client: TestMember['client']) => (await client.get(`/tasks/${id}/status`)).status;
    expect(await status(people.student.client)).toBe(200);
    expect(await status(people.lecturer.client)).toBe(200);
    expect(await status(t.admin)).toBe(200);
    const hidden = await people.tutor.client.get(`/tasks/${id}`);
    expect([hidden.status, hidden.body.error_code]).toEqual([404, 'TASK_001']);
    expect(await status(t.anonymous)).toBe(401);
    expect((await t.admin.get('/tasks/42')).body.error_code).toBe('VAL_003');
    const foreign = await addMember(t, (await createCourse(t)).id, '_owner');
    expect(await status(foreign.client)).toBe(404);
  });

  it('fail with the text of a foreseen error, and with nothing of an unforeseen one', async () => {
    work = () => Promise.reject(new AppError('NF_001', 'There is no such thing.'));
    const foreseen = await start(people.student.userId);
    expect(await endedTask(t, foreseen)).toMatchObject({
      status: 'failed',
      error: 'There is no such thing.',
    });
    expect(failures).toContain(foreseen);
    work = () => Promise.reject(new Error('password=hunter2'));
    const unforeseen = await endedTask(t, await start(people.student.userId));
    expect([unforeseen.status, JSON.stringify(unforeseen).includes('hunter2')]).toEqual(['failed', false]);
  });

  it('leave nothing behind when the transaction that starts them fails', async () => {
    let ran = false;
    work = async () => {
      ran = true;
      return null;
    };
    let id = '';
    const broken = t.get(Transaction).run(async () => {
      id = await start(people.student.userId);
      throw new Error('undone');
    });
    await expect(broken).rejects.toThrow('undone');
    t.get(TaskRunner).wake();
    await t.get(TaskRunner).idle();
    expect([ran, (await t.admin.get(`/tasks/${id}`)).status]).toEqual([false, 404]);
  });

  it('of a lost server are done again, three times at most, and its late end counts for nothing', async () => {
    const life = t.get(TaskLife);
    const taking = jest.spyOn(t.get(TaskRunner), 'wake').mockReturnValue(undefined);
    const id = await start(people.student.userId);
    const lost = await life.take('lost-1');
    expect(lost?.id).toBe(id);
    expect(await life.recover()).toBe(0);
    await loseServer(id);
    expect(await life.recover()).toBe(1);
    const again = await life.take('lost-2');
    expect([again?.id, again?.attempt]).toEqual([id, 2]);
    await life.end(lost as NonNullable<typeof lost>, { status: 'finished', result: {}, error: null });
    expect((await t.admin.get(`/tasks/${id}`)).body).toMatchObject({ status: 'started', retries: 1 });
    await loseServer(id);
    await life.recover();
    await life.take('lost-3');
    await loseServer(id);
    await life.recover();
    expect((await t.admin.get(`/tasks/${id}`)).body).toMatchObject({
      status: 'failed',
      error: 'the server was lost at work',
    });
    taking.mockRestore();
  });

  it('are forgotten after 30 days', async () => {
    work = async () => null;
    const id = await start(people.student.userId);
    await endedTask(t, id);
    await t
      .get(Transaction)
      .execute(sql`UPDATE execution.tasks SET finished_at = now() - interval '31 days' WHERE id = ${id}`);
    await t.get(TaskRepository).removeOld();
    expect((await t.admin.get(`/tasks/${id}`)).status).toBe(404);
  });
});
