import { uuidv7 } from 'uuidv7';
import { LostRuns } from '../../../src/modules/execution/services/lost-runs.js';
import { createAssignment, handedIn, makeTestable, type TestAssignment } from '../../factories/hand-in.js';
import {
  ageRun,
  claimJobs,
  completeJob,
  endDelay,
  endLease,
  failAsWorker,
  readRun,
} from '../../factories/run.js';
import { createService, type TestService } from '../../factories/service.js';
import { tryFolder } from '../../factories/tutor-test.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

describe('jobs that workers fail at', () => {
  let t: TestApplication;
  let a: TestAssignment;
  let service: TestService;
  beforeAll(async () => {
    t = await startTestApplication();
  });
  beforeEach(async () => {
    a = await createAssignment(t);
    service = await createService(t);
    await makeTestable(t, a.contentId, service.id);
  });
  afterAll(() => t.close());

  /** A queued test of a new hand-in. */
  async function test(): Promise<{ resultId: string; runId: string; artifactId: string }> {
    const artifactId = await handedIn(a.student.client, a.groupId, { version: uuidv7() });
    const answer = await a.student.client.post('/tests', { artifact_id: artifactId });
    expect(answer.status).toBe(200);
    return { resultId: answer.body.id, runId: answer.body.test_system_id, artifactId };
  }

  const claimOne = async (worker = 'w') => {
    const [job] = await claimJobs(service.client, { worker_id: worker });
    if (job === undefined) throw new Error('nothing to claim');
    return job;
  };
  const read = async (resultId: string) => (await t.admin.get(`/results/${resultId}`)).body;
  const dead = async (query = '') => t.admin.get(`/jobs/dead?service_id=${service.id}${query}`);

  /** Fails it three times, each time on another worker. */
  async function giveUp(runId: string): Promise<void> {
    for (const attempt of [1, 2, 3]) {
      const job = await claimOne(`worker-${attempt}`);
      expect([job.id, job.attempt]).toEqual([runId, attempt]);
      expect(await failAsWorker(service.client, job)).toBe(attempt < 3 ? 'queued' : 'failed');
      if (attempt < 3) await endDelay(t, runId);
    }
  }

  it('are tried again after a growing while, three times in all', async () => {
    const { runId, resultId } = await test();
    const waits: number[] = [];
    for (const attempt of [1, 2]) {
      const job = await claimOne();
      expect(job.attempt).toBe(attempt);
      const before = Date.now();
      expect(await failAsWorker(service.client, job)).toBe('queued');
      expect(await failAsWorker(service.client, job)).toBe('queued');
      expect((await read(resultId)).status).toBe('queued');
      expect(await claimJobs(service.client)).toEqual([]);
      const run = await readRun(t, runId);
      expect(run).toMatchObject({ state: 'queued', attempt, dead_at: null });
      waits.push(Math.round((Date.parse(run.available_at) - before) / 5000) * 5);
      await endDelay(t, runId);
      expect((await service.client.post(`/jobs/${runId}/heartbeat`, { lease: job.lease })).status).toBe(409);
    }
    expect(waits).toEqual([5, 30]);
    expect(await failAsWorker(service.client, await claimOne())).toBe('failed');
    expect(await claimJobs(service.client)).toEqual([]);
  });

  it('then are dead letters: shown to administrators with their error, counted and filtered', async () => {
    const { runId, resultId, artifactId } = await test();
    await giveUp(runId);
    expect(await read(resultId)).toMatchObject({ status: 'failed', result_json: { error: 'no box' } });
    const found = await dead();
    expect([found.status, found.headers['x-total-count']]).toEqual([200, '1']);
    expect(found.body).toEqual([
      {
        id: runId,
        kind: 'student_test',
        service_id: service.id,
        service_slug: service.slug,
        course_id: a.course.id,
        course_content_id: a.contentId,
        submission_group_id: a.groupId,
        artifact_id: artifactId,
        result_id: resultId,
        tutor_test_id: null,
        example_version_id: expect.any(String),
        attempts: 3,
        error: 'no box',
        worker_id: 'worker-3',
        created_at: expect.stringMatching(/Z$/),
        started_at: expect.stringMatching(/Z$/),
        dead_at: expect.stringMatching(/Z$/),
      },
    ]);
    expect((await t.admin.get(`/jobs/dead/${runId}`)).body).toEqual(found.body[0]);
    expect((await dead(`&course_id=${a.course.id}&kind=student_test&limit=0`)).headers['x-total-count']).toBe(
      '1',
    );
    for (const other of [`&course_id=${uuidv7()}`, '&kind=tutor_test', `&id=${uuidv7()}`, '&skip=1']) {
      expect((await dead(other)).body).toEqual([]);
    }
    expect((await dead('&kind=else')).status).toBe(400);
  });

  it('can be queued again, which may be said twice, and then end as if new', async () => {
    const { runId, resultId } = await test();
    await giveUp(runId);
    for (let time = 1; time <= 2; time += 1) {
      const answer = await t.admin.post(`/jobs/${runId}/retry`);
      expect([answer.status, answer.body]).toEqual([200, { id: runId, status: 'queued' }]);
    }
    expect(await read(resultId)).toMatchObject({ status: 'queued', result: 0, result_json: null });
    expect((await dead()).body).toEqual([]);
    const job = await claimOne();
    expect([job.id, job.attempt]).toEqual([runId, 1]);
    expect((await t.admin.post(`/jobs/${runId}/retry`)).status).toBe(409);
    await completeJob(service.client, job);
    expect(await read(resultId)).toMatchObject({ status: 'finished', result: 0.75 });
    const over = await t.admin.post(`/jobs/${runId}/retry`);
    expect([over.status, over.body.error_code]).toEqual([409, 'CONFLICT_005']);
    expect((await t.admin.get(`/jobs/dead/${runId}`)).body.error_code).toBe('TASK_001');
    expect((await t.admin.post(`/jobs/${uuidv7()}/retry`)).body.error_code).toBe('TASK_001');
  });

  it('are not queued again when the hand-in was tested meanwhile', async () => {
    const { runId, artifactId } = await test();
    await giveUp(runId);
    const again = await a.tutor.client.post('/tests', { artifact_id: artifactId });
    expect(again.status).toBe(200);
    expect((await t.admin.post(`/jobs/${runId}/retry`)).body.error_code).toBe('CONFLICT_005');
    expect((await readRun(t, runId)).state).toBe('failed');
  });

  it('are dead too when their workers were lost, or none took them for a day', async () => {
    const lost = await test();
    for (const attempt of [1, 2, 3]) {
      expect((await claimOne()).attempt).toBe(attempt);
      await endLease(t, lost.runId);
      await t.get(LostRuns).recover();
    }
    const never = await test();
    await ageRun(t, never.runId, 25 * 3600);
    await t.get(LostRuns).recover();
    const errors = (await dead()).body.map((job: { error: string }) => job.error);
    expect(errors).toEqual(['no worker took it within 24 hours', 'worker lost']);
  });

  it('are none when the job itself failed: a report, a time-out, a failure without the flag', async () => {
    for (const body of [
      { status: 'failed', error: 'no test.yaml' },
      { status: 'failed', error: 'too long', result_json: { summary: {}, timeout: true } },
      { status: 'finished', result_json: { summary: { total: 1, passed: 0 } }, retryable: true },
    ]) {
      const { runId } = await test();
      const job = await claimOne();
      const answer = await service.client.post(`/jobs/${job.id}/complete`, { lease: job.lease, ...body });
      expect([answer.status, answer.body]).toEqual([200, { status: body.status }]);
      expect(await readRun(t, runId)).toMatchObject({ attempt: 1, dead_at: null });
    }
    expect((await dead()).body).toEqual([]);
  });

  it('may be folders of tutors', async () => {
    const tried = (await tryFolder(a.tutor.client, a.contentId)).body.test_id as string;
    const status = async () => (await a.tutor.client.get(`/tutors/tests/${tried}`)).body;
    const runId = (await claimOne('first')).id;
    await endLease(t, runId);
    await t.get(LostRuns).recover();
    for (const name of ['second', 'third']) {
      await failAsWorker(service.client, await claimOne(name));
      await endDelay(t, runId);
    }
    expect(await status()).toMatchObject({ status: 'failed', error: 'no box' });
    expect((await dead('&kind=tutor_test')).body).toMatchObject([{ id: runId, tutor_test_id: tried }]);
    expect((await t.admin.post(`/jobs/${runId}/retry`)).status).toBe(200);
    expect(await status()).toMatchObject({ status: 'pending', error: null });
    await completeJob(service.client, await claimOne());
    expect(await status()).toMatchObject({ status: 'completed', passed: 3 });
  });

  it('are nobody else’s business', async () => {
    for (const client of [a.lecturer.client, a.student.client, service.client]) {
      expect((await client.get('/jobs/dead')).status).toBe(403);
      expect((await client.post(`/jobs/${uuidv7()}/retry`)).status).toBe(403);
    }
    expect((await t.anonymous.get('/jobs/dead')).status).toBe(401);
  });
});
