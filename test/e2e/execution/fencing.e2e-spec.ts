import sql from 'sql-template-tag';
import type { Job } from '../../../src/modules/execution/schemas/job.schema.js';
import type { RunOutcome } from '../../../src/modules/execution/schemas/run.schema.js';
import { LostRuns } from '../../../src/modules/execution/services/lost-runs.js';
import { RunKinds } from '../../../src/modules/execution/services/run-kinds.js';
import { RunService } from '../../../src/modules/execution/services/run.service.js';
import { Transaction } from '../../../src/platform/database/transaction.js';
import {
  createAssignment,
  handedIn,
  makeTestable,
  type TestAssignment,
  zipOf,
} from '../../factories/hand-in.js';
import { claimJobs, completeJob, endLease, readRun } from '../../factories/run.js';
import { createService, type TestService } from '../../factories/service.js';
import { tryFolder } from '../../factories/tutor-test.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

const FIFTY = Array.from({ length: 50 }, (_, number) => number);
const RIGHT = { summary: { total: 4, passed: 4, failed: 0, skipped: 0 } };

describe('a lease', () => {
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

  async function test(): Promise<string> {
    const artifactId = await handedIn(a.student.client, a.groupId);
    return (await a.student.client.post('/tests', { artifact_id: artifactId })).body.id;
  }
  const claimOne = async (): Promise<Job> => {
    const [job] = await claimJobs(service.client);
    if (job === undefined) throw new Error('nothing to claim');
    return job;
  };
  const complete = (job: Job, body: object) =>
    service.client.post(`/jobs/${job.id}/complete`, { lease: job.lease, ...body });
  const read = async (id: string) => (await t.admin.get(`/results/${id}`)).body;
  const recover = () => t.get(LostRuns).recover();

  it('that ended is refused in every way and fifty times at once, before and after the next worker is done', async () => {
    const resultId = await test();
    const late = await claimOne();
    await endLease(t, late.id);
    await recover();
    const next = await claimOne();
    expect(next.id).toBe(late.id);
    const zip = { name: 'a.zip', field: 'file', content: await zipOf({ 'plot.txt': 'late' }) };
    const ways = [
      () => complete(late, { status: 'finished', result_json: RIGHT }),
      () => complete(late, { status: 'failed', error: 'late' }),
      () => complete(late, { status: 'failed', error: 'late', retryable: true }),
      () => service.client.post(`/jobs/${late.id}/heartbeat`, { lease: late.lease }),
      () => service.client.post(`/jobs/${late.id}/release`, { lease: late.lease }),
      () =>
        service.client.patch(
          `/results/${resultId}`,
          { status: 'finished', result_json: RIGHT },
          { 'x-job-lease': late.lease },
        ),
      () =>
        service.client.upload(
          `/results/${resultId}/artifacts/upload`,
          { file: zip },
          { 'x-job-lease': late.lease },
        ),
    ];
    const refusedFiftyTimes = async () => {
      const answers = await Promise.all(FIFTY.map(async (number) => ways[number % ways.length]?.()));
      expect(new Set(answers.map((answer) => `${answer?.status} ${answer?.body.error_code}`))).toEqual(
        new Set(['409 TASK_005']),
      );
    };
    await refusedFiftyTimes();
    expect(await read(resultId)).toMatchObject({ status: 'started', result: 0, artifact_count: 0 });
    await completeJob(service.client, next, 1);
    const end = await read(resultId);
    await refusedFiftyTimes();
    expect(await read(resultId)).toEqual(end);
    expect(end).toMatchObject({ status: 'finished', result: 0.25 });
  });

  it('that lives takes the end once, however often and at once it is said', async () => {
    const resultId = await test();
    const job = await claimOne();
    const answers = await Promise.all(
      FIFTY.map((number) =>
        complete(job, {
          status: 'finished',
          result_json: { ...RIGHT, said: number },
        }),
      ),
    );
    expect(new Set(answers.map((answer) => `${answer.status} ${answer.body.status}`))).toEqual(
      new Set(['200 finished']),
    );
    const first = await read(resultId);
    expect(first).toMatchObject({ status: 'finished', result: 1 });
    expect((await complete(job, { status: 'failed', error: 'no' })).body).toEqual({ status: 'finished' });
    expect(await read(resultId)).toEqual(first);
  });

  it.each(['student_test', 'tutor_test'] as const)(
    'may be told three times over: every turn of %s leaves the same state',
    async (kind) => {
      const subject =
        kind === 'student_test'
          ? await test()
          : ((await tryFolder(a.tutor.client, a.contentId)).body.test_id as string);
      const table = kind === 'student_test' ? sql`submission.results` : sql`submission.tutor_tests`;
      const state = () =>
        t.get(Transaction).row(sql`
          SELECT to_jsonb(r) - '{version,updated_at,started_at,finished_at}'::text[] AS state
          FROM ${table} r WHERE id = ${subject}`);
      const job = await claimOne();
      const { payload } = await readRun(t, job.id);
      const outcome: RunOutcome = {
        status: 'finished',
        result: 1,
        resultJson: { ...RIGHT, result_value: 1 },
      };
      const owner = t.get(RunKinds).of(kind);
      const turns = [
        () => owner.started(job.id, payload),
        async () => owner.requeued?.(job.id, payload),
        () => owner.started(job.id, payload),
        () => owner.finished(job.id, payload, outcome),
        () => owner.started(job.id, payload),
        async () => owner.requeued?.(job.id, payload),
        () => owner.finished(job.id, payload, { status: 'failed', error: 'late' }),
        async () => expect(await owner.revived(job.id, payload)).toBe(false),
      ];
      const after: unknown[] = [];
      for (const turn of turns) {
        await turn();
        const once = await state();
        await turn();
        await turn();
        expect(await state()).toEqual(once);
        after.push(once);
      }
      expect(after.slice(4)).toEqual(Array.from({ length: 4 }, () => after[3]));
    },
  );

  describe('of a run that is not wanted any more', () => {
    const remove = async (resultId: string) => {
      await t.get(Transaction).execute(sql`DELETE FROM submission.results WHERE id = ${resultId}`);
    };

    it('is never given when the result went away while it was queued', async () => {
      const resultId = await test();
      const runId = (await read(resultId)).test_system_id as string;
      await remove(resultId);
      expect(await claimJobs(service.client)).toEqual([]);
      await recover();
      expect(await readRun(t, runId)).toMatchObject({ state: 'cancelled', dead_at: null });
      await recover();
      expect((await readRun(t, runId)).state).toBe('cancelled');
    });

    it('tells the worker to stop when the result went away, and ends with whatever he says', async () => {
      const ends: ((job: Job) => Promise<unknown>)[] = [
        (job) => complete(job, { status: 'finished', result_json: RIGHT }),
        (job) => complete(job, { status: 'failed', error: 'x', retryable: true }),
        (job) => service.client.post(`/jobs/${job.id}/release`, { lease: job.lease }),
        async (job) => {
          await endLease(t, job.id);
          await recover();
        },
      ];
      for (const end of ends) {
        const resultId = await test();
        const job = await claimOne();
        await remove(resultId);
        const alive = await service.client.post(`/jobs/${job.id}/heartbeat`, { lease: job.lease });
        expect(alive.body.cancel).toBe(true);
        await end(job);
        expect(await readRun(t, job.id)).toMatchObject({ state: 'cancelled', dead_at: null });
        expect(await claimJobs(service.client)).toEqual([]);
      }
    });

    it('is cancelled once, however often it is asked for', async () => {
      const resultId = await test();
      const job = await claimOne();
      const runs = t.get(RunService);
      await Promise.all(FIFTY.slice(0, 10).map(() => runs.cancel(job.id)));
      expect((await complete(job, { status: 'failed', error: 'cancelled' })).body).toEqual({
        status: 'cancelled',
      });
      const end = await read(resultId);
      await Promise.all(FIFTY.slice(0, 10).map(() => runs.cancel(job.id)));
      expect((await complete(job, { status: 'failed' })).body).toEqual({ status: 'cancelled' });
      expect(await read(resultId)).toEqual(end);
      expect(end.status).toBe('cancelled');
    });

    it('stops with the tutor test whose content went away', async () => {
      const tried = (await tryFolder(a.tutor.client, a.contentId)).body.test_id as string;
      const job = await claimOne();
      await t.get(Transaction).execute(sql`DELETE FROM submission.tutor_tests WHERE id = ${tried}`);
      expect((await service.client.post(`/jobs/${job.id}/heartbeat`, { lease: job.lease })).body.cancel).toBe(
        true,
      );
      await complete(job, { status: 'failed', error: 'cancelled' });
      expect((await readRun(t, job.id)).state).toBe('cancelled');
    });
  });
});
