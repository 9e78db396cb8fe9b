import { uuidv7 } from 'uuidv7';
import sql from 'sql-template-tag';
import { LostRuns } from '../../../src/modules/execution/services/lost-runs.js';
import { WorkerHealth } from '../../../src/modules/execution/services/worker-health.js';
import { WorkerLife } from '../../../src/modules/execution/services/worker-life.js';
import type { WorkerView } from '../../../src/modules/execution/schemas/worker.schema.js';
import { Transaction } from '../../../src/platform/database/transaction.js';
import {
  claimJobs,
  completeJob,
  endDelay,
  endLease,
  enqueueRun,
  failAsWorker,
  ownStudentTests,
} from '../../factories/run.js';
import { createService, type TestService } from '../../factories/service.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

describe('workers', () => {
  let t: TestApplication;
  let service: TestService;
  let worker: string;
  beforeAll(async () => {
    t = await startTestApplication();
    ownStudentTests(t);
  });
  beforeEach(async () => {
    service = await createService(t);
    worker = `host-${uuidv7()}`;
  });
  afterAll(() => t.close());

  const claim = (changes: object = {}) => claimJobs(service.client, { worker_id: worker, ...changes });
  const claimOne = async () => {
    const [job] = await claim();
    if (job === undefined) throw new Error('nothing to claim');
    return job;
  };
  const order = async (verb: string, name = worker) => t.admin.post(`/workers/${name}/${verb}`);
  const queue = (count: number) =>
    Promise.all(Array.from({ length: count }, () => enqueueRun(t, service.id)));
  async function shown(name = worker): Promise<WorkerView | undefined> {
    const answer = await t.admin.get('/tasks/workers/status');
    expect(answer.status).toBe(200);
    return (answer.body.workers as WorkerView[]).find((one) => one.worker_id === name);
  }

  it('are shown with what they do from their first claim on, and with what they tell of themselves', async () => {
    await queue(2);
    await claim({ max: 2 });
    const known = {
      worker_id: worker,
      service_id: service.id,
      queues: [service.slug],
      last_seen_at: expect.stringMatching(/Z$/),
      running: 2,
      state: 'active',
      reason: null,
      failures: 0,
      level: null,
      slots: null,
      languages: null,
      version: null,
      alive: true,
    };
    expect(await shown()).toEqual(known);
    const facts = { worker_id: worker, level: 'L2', slots: 4, languages: ['c', 'python'], version: '1.2.3' };
    const told = await service.client.put(`/service-accounts/${service.id}/heartbeat`, { worker: facts });
    expect(told.status).toBe(204);
    expect(await shown()).toEqual({ ...known, ...facts });
    await claim({ queues: ['nothing'] });
    expect(await shown()).toMatchObject({ queues: [] });
  });

  it('get nothing while they are paused, also when they wait already, and go on when resumed', async () => {
    await claim();
    for (let time = 1; time <= 2; time += 1) {
      const paused = await order('pause');
      expect([paused.status, paused.body.workers.length]).toEqual([200, 1]);
      expect(paused.body.workers[0]).toMatchObject({ state: 'paused', reason: 'by an administrator' });
    }
    const [id] = await queue(1);
    expect(await claim()).toEqual([]);
    const waiting = claim({ wait_seconds: 20 });
    for (let time = 1; time <= 2; time += 1) {
      expect((await order('resume')).body.workers[0]).toMatchObject({ state: 'active', reason: null });
    }
    expect((await waiting).map((job) => job.id)).toEqual([id]);
  });

  it('keep what they have at work when paused, and others get the rest', async () => {
    await queue(2);
    const job = await claimOne();
    await order('pause');
    expect(await claim()).toEqual([]);
    expect(await claimJobs(service.client, { worker_id: 'another' })).toHaveLength(1);
    expect((await service.client.post(`/jobs/${job.id}/heartbeat`, { lease: job.lease })).body.cancel).toBe(
      false,
    );
    await completeJob(service.client, job);
    expect(await shown()).toMatchObject({ state: 'paused', running: 0 });
  });

  it('that drain end what they have, take no more, and are paused then', async () => {
    await queue(3);
    const [first, second] = await claim({ max: 2 });
    expect((await order('drain')).body.workers[0]).toMatchObject({ state: 'draining', running: 2 });
    expect(await claim()).toEqual([]);
    await completeJob(service.client, first!);
    expect(await shown()).toMatchObject({ state: 'draining', running: 1 });
    await service.client.post(`/jobs/${second!.id}/release`, { lease: second!.lease });
    expect(await shown()).toMatchObject({ state: 'paused', reason: 'drained', running: 0 });
    expect((await order('drain')).body.workers[0]).toMatchObject({ state: 'paused' });
    await order('resume');
    expect(await claim({ max: 8 })).toHaveLength(2);
  });

  it('that drain are paused although their last jobs end at the same moment', async () => {
    await queue(4);
    const jobs = await claim({ max: 4 });
    await order('drain');
    await Promise.all(jobs.map((job) => completeJob(service.client, job)));
    await t.get(WorkerLife).tidy();
    expect(await shown()).toMatchObject({ state: 'paused', reason: 'drained' });
  });

  it('are paused when they fail at three jobs in a row', async () => {
    await queue(8);
    for (let failures = 1; failures <= 2; failures += 1) {
      await failAsWorker(service.client, await claimOne());
      expect(await shown()).toMatchObject({ state: 'active', failures });
    }
    await completeJob(service.client, await claimOne());
    expect(await shown()).toMatchObject({ failures: 0 });
    for (const error of ['one', 'two', 'the disk is full']) {
      await failAsWorker(service.client, await claimOne(), error);
    }
    expect(await shown()).toMatchObject({
      state: 'paused',
      failures: 3,
      reason: '3 failures in a row: the disk is full',
    });
    expect(await claim()).toEqual([]);
    expect(await claimJobs(service.client, { worker_id: 'another' })).toHaveLength(1);
    await order('resume');
    expect(await shown()).toMatchObject({ state: 'active', failures: 0, reason: null });
    await failAsWorker(service.client, await claimOne());
    expect(await shown()).toMatchObject({ state: 'active', failures: 1 });
  });

  it('are not paused by one job that all of them fail at', async () => {
    const [id] = await queue(1);
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await failAsWorker(service.client, await claimOne());
      await endDelay(t, id as string).catch(() => undefined);
    }
    expect(await shown()).toMatchObject({ state: 'active', failures: 1 });
  });

  it('are not paused by one student whose hand-ins break them', async () => {
    const ownerKey = uuidv7();
    for (let count = 0; count < 4; count += 1) await enqueueRun(t, service.id, { ownerKey });
    for (let count = 0; count < 4; count += 1) await failAsWorker(service.client, await claimOne());
    expect(await shown()).toMatchObject({ state: 'active', failures: 1 });
    await queue(2);
    for (let count = 0; count < 2; count += 1) await failAsWorker(service.client, await claimOne());
    expect(await shown()).toMatchObject({ state: 'paused', failures: 3 });
  });

  it('are paused when they are lost three times, but what they lose at one blow counts once', async () => {
    await queue(6);
    const later = sql`UPDATE execution.workers SET last_lost_at = last_lost_at - interval '2 minutes' WHERE worker_id = ${worker}`;
    for (const failures of [1, 2, 3]) {
      const jobs = await claim({ max: 2 });
      for (const job of jobs) await endLease(t, job.id);
      await t.get(LostRuns).recover();
      expect(await shown()).toMatchObject({ failures, state: failures < 3 ? 'active' : 'paused' });
      await t.get(Transaction).execute(later);
      // The runs that went back are first in the queue: another worker takes them out of the way.
      for (const job of await claimJobs(service.client, { worker_id: 'another', max: 2 })) {
        await completeJob(service.client, job);
      }
    }
  });

  it('that nobody has heard of are not found, and only administrators give orders', async () => {
    for (const verb of ['pause', 'drain', 'resume']) {
      const answer = await order(verb, 'nobody');
      expect([answer.status, answer.body.error_code]).toEqual([404, 'NF_001']);
      expect((await service.client.post(`/workers/nobody/${verb}`)).status).toBe(403);
      expect((await t.anonymous.post(`/workers/nobody/${verb}`)).status).toBe(401);
    }
    expect((await service.client.get('/tasks/workers/status')).status).toBe(403);
    expect((await order('pause', 'x'.repeat(129))).status).toBe(400);
  });

  it('degrade the health of the server when its own are paused', async () => {
    const tx = t.get(Transaction);
    const local = await tx.row<{ id: string; user_id: string }>(
      sql`SELECT id, user_id FROM execution.services WHERE slug = 'lectern.worker'`,
    );
    const facts = { worker_id: worker, level: 'L3', slots: 2 };
    const sandbox = { level: 'L3', why: 'root' };
    const path = `/service-accounts/${local?.id}/heartbeat`;
    expect((await t.admin.put(path, { sandbox, worker: facts })).status).toBe(204);
    expect(await t.get(WorkerHealth).check()).toEqual({ ok: true, detail: null });
    await order('pause');
    expect(await t.get(WorkerHealth).check()).toEqual({
      ok: false,
      detail: '1 of 1 workers are paused or draining; see GET /tasks/workers/status',
    });
  });
});
