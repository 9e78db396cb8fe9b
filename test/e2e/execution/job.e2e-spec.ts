import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import { AccessRepository } from '../../../src/access/access.repository.js';
import type { Job } from '../../../src/modules/execution/schemas/job.schema.js';
import { PRIORITY, type RunKindName } from '../../../src/modules/execution/schemas/run.schema.js';
import { LostRuns } from '../../../src/modules/execution/services/lost-runs.js';
import { type RunKind, RunKinds } from '../../../src/modules/execution/services/run-kinds.js';
import { RunService } from '../../../src/modules/execution/services/run.service.js';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { endLease, enqueueRun, ownStudentTests, readRun, type Told } from '../../factories/run.js';
import { createService, type TestService } from '../../factories/service.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';
import type { TestClient } from '../../setup/test-client.js';

const REPORT = { summary: { total: 4, passed: 3, failed: 1, skipped: 0 }, result: 'FAILED' };

describe('the job protocol', () => {
  let t: TestApplication;
  let told: Told[];
  let service: TestService;
  beforeAll(async () => {
    t = await startTestApplication();
    told = ownStudentTests(t);
  });
  beforeEach(async () => {
    service = await createService(t);
    told.length = 0;
  });
  afterAll(() => t.close());

  async function claim(client: TestClient = service.client, changes: object = {}): Promise<Job[]> {
    const answer = await client.post('/jobs/claim', { worker_id: 'w', wait_seconds: 0, ...changes });
    expect(answer.status).toBe(200);
    return answer.body.jobs as Job[];
  }

  async function claimOne(client?: TestClient): Promise<Job> {
    const [job, ...others] = await claim(client);
    expect(others).toEqual([]);
    if (job === undefined) throw new Error('nothing to claim');
    return job;
  }

  const send = (job: Pick<Job, 'id' | 'lease'>, verb: string, body: object = {}, client = service.client) =>
    client.post(`/jobs/${job.id}/${verb}`, { lease: job.lease, ...body });
  const complete = (job: Job, body: object = {}) =>
    send(job, 'complete', { status: 'finished', result: 0.75, result_json: REPORT, ...body });
  const lost = (answer: { status: number; body: { error_code: string } }) =>
    expect([answer.status, answer.body.error_code]).toEqual([409, 'TASK_005']);
  const turns = () => told.map(({ turn, outcome }) => (outcome ? `${turn} ${outcome.status}` : turn));

  it('hands a run out with all that a worker needs, and takes its report once', async () => {
    const payload = {
      result_id: uuidv7(),
      artifact_id: uuidv7(),
      example_version_id: uuidv7(),
      user_id: uuidv7(),
      course_member_id: uuidv7(),
      course_content_id: uuidv7(),
      version_identifier: 'v1',
      store_graphics_artifacts: false,
    };
    const id = await enqueueRun(t, service.id, { payload, timeoutSeconds: 17 });
    const job = await claimOne();
    const type = (await t.admin.get('/service-types?path=testing.temporal')).body[0];
    const { result_id, ...rows } = payload;
    expect(job).toEqual({
      id,
      kind: 'student_test',
      attempt: 1,
      lease: expect.any(String),
      lease_expires_at: expect.stringMatching(/Z$/),
      timeout_seconds: 17,
      result_id,
      tutor_test_id: null,
      test_job: {
        ...rows,
        testing_service_id: service.id,
        testing_service_slug: service.slug,
        testing_service_type_path: 'testing.temporal',
      },
      service_config: { id: service.id, slug: service.slug, name: 'A service', config: {} },
      service_type_config: { id: type.id, path: 'testing.temporal', schema: null, properties: {} },
    });
    expect(await claim()).toEqual([]);
    const alive = await send(job, 'heartbeat', { progress: { step: 1 } });
    expect(alive.status).toBe(200);
    expect(alive.body).toEqual({ lease_expires_at: expect.any(String), cancel: false });
    expect(alive.body.lease_expires_at >= job.lease_expires_at).toBe(true);
    for (const repeated of [await complete(job), await complete(job)]) {
      expect([repeated.status, repeated.body]).toEqual([200, { status: 'finished' }]);
    }
    expect(turns()).toEqual(['started', 'finished finished']);
    expect(told[1]?.outcome).toEqual({
      status: 'finished',
      result: 0.75,
      resultJson: { ...REPORT, result_value: 0.75 },
    });
    lost(await send(job, 'heartbeat'));
    lost(await send(job, 'release'));
  });

  it('checks reports and scores', async () => {
    await enqueueRun(t, service.id);
    const job = await claimOne();
    for (const wrong of [{ result: 0.8 }, { result_json: {} }, { result_json: null }, { result: 2 }]) {
      const answer = await complete(job, wrong);
      expect([answer.status, answer.body.error_code]).toEqual([400, 'VAL_001']);
    }
    expect(turns()).toEqual(['started']);
    const broken = await complete(job, { result_json: { ...REPORT, timeout: true } });
    expect(broken.body).toEqual({ status: 'failed' });
    expect(turns()).toEqual(['started', 'finished failed']);
  });

  it('takes a report of several megabytes', async () => {
    await enqueueRun(t, service.id);
    const answer = await complete(await claimOne(), {
      result_json: { ...REPORT, details: 'x'.repeat(3_000_000) },
    });
    expect(answer.status).toBe(200);
  });

  it('gives fifty parallel claims fifty different jobs', async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, () => enqueueRun(t, service.id)));
    const claims = await Promise.all(Array.from({ length: 60 }, () => claim()));
    expect(
      claims
        .flat()
        .map((job) => job.id)
        .sort(),
    ).toEqual(ids.sort());
  });

  it('refuses a lease that has ended, and gives the run to the next worker', async () => {
    const id = await enqueueRun(t, service.id);
    const first = await claimOne();
    await endLease(t, id);
    lost(await send(first, 'heartbeat'));
    lost(await complete(first));
    await t.get(LostRuns).recover();
    const second = await claimOne();
    expect([second.id, second.attempt]).toEqual([id, 2]);
    expect(second.lease).not.toBe(first.lease);
    lost(await complete(first));
    expect((await complete(second)).status).toBe(200);
    lost(await complete(first));
    expect(turns()).toEqual(['started', 'requeued', 'started', 'finished finished']);
  });

  it('gives up after three lost workers', async () => {
    const id = await enqueueRun(t, service.id);
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      expect((await claimOne()).attempt).toBe(attempt);
      await endLease(t, id);
      await t.get(LostRuns).recover();
    }
    expect(await claim()).toEqual([]);
    expect(await readRun(t, id)).toMatchObject({ state: 'failed', error: 'worker lost' });
    expect(told.at(-1)?.outcome).toEqual({
      status: 'failed',
      error: 'worker lost',
      resultJson: {
        summary: { total: 1, passed: 0, failed: 1, skipped: 0 },
        error: 'worker lost',
        result_value: 0,
      },
    });
  });

  it('does not count an attempt that was handed back, and waits as long as was asked', async () => {
    await enqueueRun(t, service.id);
    const first = await claimOne();
    expect((await send(first, 'release', { reason: 'restart' })).status).toBe(204);
    lost(await send(first, 'heartbeat'));
    const second = await claimOne();
    expect(second.attempt).toBe(1);
    expect((await send(second, 'release', { retry_after_seconds: 3600 })).status).toBe(204);
    expect(await claim()).toEqual([]);
    expect(turns()).toEqual(['started', 'requeued', 'started', 'requeued']);
  });

  it('keeps the place of a run that went back', async () => {
    const old = await enqueueRun(t, service.id);
    await enqueueRun(t, service.id);
    await send(await claimOne(), 'release');
    expect((await claimOne()).id).toBe(old);
  });

  it('goes by priority, then age, across the queues of a worker', async () => {
    const worker = t.anonymous.with({ 'x-api-token': await localWorkerToken(t) });
    const services = (await t.admin.get('/service-accounts?sort=slug')).body as {
      id: string;
      slug: string;
    }[];
    const first = services.find((one) => one.slug === 'lectern.python')?.id ?? '';
    const second = services.find((one) => one.slug === 'lectern.c')?.id ?? '';
    const runs = [
      await enqueueRun(t, first, { priority: PRIORITY.practice }),
      await enqueueRun(t, second, { priority: PRIORITY.handIn }),
      await enqueueRun(t, first, { priority: PRIORITY.handIn }),
      await enqueueRun(t, second, { priority: PRIORITY.tutorTest }),
    ];
    await enqueueRun(t, service.id, { priority: 1000 });
    const jobs = await claim(worker, { max: 8 });
    expect(jobs.map((job) => job.id)).toEqual([runs[3], runs[1], runs[2], runs[0]]);
  });

  it('lets a service claim only its own queue, only the kinds it wants, and only while it is enabled', async () => {
    const other = await createService(t, { config: { 'temporal.task_queue': 'shared' } });
    const id = await enqueueRun(t, other.id);
    expect(await claim()).toEqual([]);
    expect(await claim(other.client, { queues: [other.slug] })).toEqual([]);
    expect(await claim(other.client, { kinds: ['tutor_test'] })).toEqual([]);
    await t.admin.patch(`/service-accounts/${other.id}?force=true`, { enabled: false });
    expect(await claim(other.client)).toEqual([]);
    await t.admin.patch(`/service-accounts/${other.id}`, { enabled: true });
    const [job] = await claim(other.client, { queues: ['shared'], kinds: ['student_test'] });
    expect(job?.id).toBe(id);
    if (job === undefined) return;
    const foreign = await send(job, 'heartbeat');
    expect([foreign.status, foreign.body.error_code]).toEqual([404, 'TASK_001']);
    const refused = await send(job, 'complete', { status: 'failed' }, t.admin);
    expect([refused.status, refused.body.error_code]).toEqual([403, 'AUTHZ_010']);
  });

  it.each([
    [{ 'temporal.task_queue': 'of-config' }, 'of-config'],
    [{ temporal: { task_queue: 'of-config' } }, 'of-config'],
    [{ 'temporal.task_queue': '', temporal: 'none' }, null],
  ])('finds the name of the queue in the config %j, else it is the slug', async (config, name) => {
    const other = await createService(t, { config });
    const id = await enqueueRun(t, other.id);
    expect(await claim(other.client, { queues: [name === null ? 'of-config' : other.slug] })).toEqual([]);
    const jobs = await claim(other.client, { queues: [name ?? other.slug] });
    expect(jobs.map((job) => job.id)).toEqual([id]);
  });

  it('runs one of a group at a time, however many claim', async () => {
    const groupKey = uuidv7();
    const ids = [
      await enqueueRun(t, service.id, { groupKey }),
      await enqueueRun(t, service.id, { groupKey }),
      await enqueueRun(t, service.id, { groupKey, priority: 5 }),
    ];
    const seen: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const jobs = (await Promise.all(Array.from({ length: 10 }, () => claim(undefined, { max: 2 })))).flat();
      expect(jobs).toHaveLength(1);
      const [job] = jobs as [Job];
      seen.push(job.id);
      expect((await complete(job)).status).toBe(200);
    }
    expect(seen).toEqual([ids[2], ids[0], ids[1]]);
  });

  it('wakes a waiting claim when something comes, and waits without a connection', async () => {
    const waiting = Array.from({ length: 30 }, () => claim(undefined, { wait_seconds: 20 }));
    const id = await enqueueRun(t, service.id);
    const answered = await Promise.race(waiting.map(async (one) => (await one).map((job) => job.id)));
    expect(answered).toEqual([id]);
    for (let count = 1; count < 30; count += 1) await enqueueRun(t, service.id);
    const all = (await Promise.all(waiting)).flat();
    expect(new Set(all.map((job) => job.id)).size).toBe(30);
  });

  describe('cancelling', () => {
    it('ends a queued run at once', async () => {
      const id = await enqueueRun(t, service.id);
      await t.get(RunService).cancel(id);
      expect(await claim()).toEqual([]);
      expect(turns()).toEqual(['finished cancelled']);
      await t.get(RunService).cancel(id);
      expect(turns()).toHaveLength(1);
    });

    it.each([
      ['completes', async (job: Job) => (await complete(job)).body],
      ['hands back', async (job: Job) => (await send(job, 'release')).body ?? { status: 'cancelled' }],
    ])('tells the worker, and ends the run when it %s', async (_how, end) => {
      const id = await enqueueRun(t, service.id);
      const job = await claimOne();
      await t.get(RunService).cancel(id);
      expect((await send(job, 'heartbeat')).body.cancel).toBe(true);
      expect(turns()).toEqual(['started']);
      expect(await end(job)).toEqual({ status: 'cancelled' });
      expect(turns()).toEqual(['started', 'finished cancelled']);
      expect(await claim()).toEqual([]);
    });

    it('happens to a run that is beyond its time, and a worker that does not listen loses it', async () => {
      const id = await enqueueRun(t, service.id, { timeoutSeconds: 10 });
      const job = await claimOne();
      const age = (seconds: number) =>
        t
          .get(Transaction)
          .execute(
            sql`UPDATE execution.runs SET started_at = clock_timestamp() - make_interval(secs => ${seconds}) WHERE id = ${id}`,
          );
      await age(60);
      expect((await send(job, 'heartbeat')).body.cancel).toBe(false);
      await age(75);
      expect((await send(job, 'heartbeat')).body.cancel).toBe(true);
      await t.get(LostRuns).recover();
      expect((await readRun(t, id)).state).toBe('started');
      await age(135);
      await t.get(LostRuns).recover();
      expect(await readRun(t, id)).toMatchObject({ state: 'failed', error: 'time limit exceeded' });
    });

    it('happens to a run that nobody claimed for a day', async () => {
      const id = await enqueueRun(t, service.id);
      await t
        .get(Transaction)
        .execute(sql`UPDATE execution.runs SET available_at = now() - interval '25 hours' WHERE id = ${id}`);
      await t.get(LostRuns).recover();
      expect((await readRun(t, id)).state).toBe('failed');
      expect(await claim()).toEqual([]);
    });
  });

  it('is queued exactly when the transaction that wanted it commits', async () => {
    await expect(
      t.get(Transaction).run(async () => {
        await enqueueRun(t, service.id);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await claim()).toEqual([]);
  });

  it('gives what a gone client was to get to the next one', async () => {
    const gone = new AbortController();
    gone.abort();
    const { JobService } = await import('../../../src/modules/execution/services/job.service.js');
    const facts = { credential: 'api-token', sessionId: null, tokenId: null, scopes: null } as const;
    const actor = await t.get(AccessRepository).findActor(service.userId, facts);
    if (actor === null) throw new Error('no actor');
    const request = { worker_id: 'w', wait_seconds: 20, max: 1 };
    const leaving = new AbortController();
    const waiting = t.get(JobService).claim(actor, request, leaving.signal);
    leaving.abort();
    expect(await waiting).toEqual({ jobs: [] });
    const id = await enqueueRun(t, service.id);
    expect(await t.get(JobService).claim(actor, request, gone.signal)).toEqual({ jobs: [] });
    expect((await claimOne()).id).toBe(id);
  });

  it('covers rows by the lease that holds them', async () => {
    const facts = { credential: 'api-token', sessionId: null, tokenId: null, scopes: null } as const;
    const actor = await t.get(AccessRepository).findActor(service.userId, facts);
    if (actor === null) throw new Error('no actor');
    const result_id = uuidv7();
    const id = await enqueueRun(t, service.id, { payload: { result_id } });
    const runs = t.get(RunService);
    const held = (subject: object, lease: string | null) =>
      t.get(Transaction).run(() => runs.requireHeld(actor, subject, lease));
    await expect(held({ result_id }, null)).rejects.toMatchObject({ code: 'TASK_005' });
    const job = await claimOne();
    expect((await held({ result_id }, null)).id).toBe(id);
    expect((await held({ result_id }, job.lease)).id).toBe(id);
    await expect(held({ result_id }, 'other')).rejects.toMatchObject({ code: 'TASK_005' });
    await expect(held({ result_id: uuidv7() }, null)).rejects.toMatchObject({ code: 'TASK_005' });
    await runs.completeHeld(actor, { result_id }, null, { status: 'failed', error: 'x' });
    expect(turns()).toEqual(['started', 'finished failed']);
    expect((await complete(job)).body).toEqual({ status: 'failed' });
  });

  it('refuses wrong input and unknown jobs', async () => {
    for (const wrong of [
      {},
      { worker_id: '' },
      { worker_id: 'w', max: 9 },
      { worker_id: 'w', wait_seconds: 31 },
    ]) {
      const answer = await service.client.post('/jobs/claim', wrong);
      expect([answer.status, answer.body.error_code]).toEqual([400, 'VAL_001']);
    }
    const missing = await send({ id: uuidv7(), lease: 'x' }, 'heartbeat');
    expect([missing.status, missing.body.error_code]).toEqual([404, 'TASK_001']);
    const admin = await t.admin.post('/jobs/claim', { worker_id: 'w' });
    expect([admin.status, admin.body.error_code]).toEqual([403, 'AUTHZ_010']);
    expect((await t.anonymous.post('/jobs/claim', { worker_id: 'w' })).status).toBe(401);
  });
});

describe('kinds of runs', () => {
  const owner = (kind: RunKindName): RunKind => ({
    kind,
    started: async () => undefined,
    finished: async () => undefined,
    revived: async () => true,
  });
  const kindsWaiting = (...kinds: RunKindName[]) =>
    new RunKinds({ findOpenKinds: async () => kinds } as never);

  it('have one owner each', () => {
    const kinds = kindsWaiting();
    kinds.register(owner('student_test'));
    expect(() => kinds.register(owner('student_test'))).toThrow('two owners');
    expect(() => kinds.of('tutor_test')).toThrow('no owner');
  });

  it('stop the start when runs wait that nobody owns', async () => {
    const kinds = kindsWaiting('student_test', 'tutor_test');
    kinds.register(owner('student_test'));
    await expect(kinds.onApplicationBootstrap()).rejects.toThrow('nobody owns: tutor_test');
    kinds.register(owner('tutor_test'));
    await expect(kinds.onApplicationBootstrap()).resolves.toBeUndefined();
  });
});

async function localWorkerToken(t: TestApplication): Promise<string> {
  const { readFileSync } = await import('node:fs');
  return readFileSync(`${t.env.LECTERN_HOME}/secrets/worker-token`, 'utf8').trim();
}
