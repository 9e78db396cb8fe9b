import fc from 'fast-check';
import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import { PRIORITY } from '../../../src/modules/execution/schemas/run.schema.js';
import { QueuePlaceRepository } from '../../../src/modules/execution/repositories/queue-place.repository.js';
import { QueuePlaces } from '../../../src/modules/execution/services/queue-places.js';
import { Transaction } from '../../../src/platform/database/transaction.js';
import { createAssignment, handedIn, makeTestable } from '../../factories/hand-in.js';
import { claimJobs, completeJob, enqueueRun, ownStudentTests } from '../../factories/run.js';
import { createService, type TestService } from '../../factories/service.js';
import { tryFolder } from '../../factories/tutor-test.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

describe('the place in the queue', () => {
  let t: TestApplication;
  let service: TestService;
  beforeAll(async () => {
    t = await startTestApplication({ RUNS_PER_COURSE: '1000' });
  });
  beforeEach(async () => {
    service = await createService(t);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => t.close());

  const introduce = (slots: number) =>
    service.client.put(`/service-accounts/${service.id}/heartbeat`, { worker: { worker_id: 'w', slots } });

  it('is told to whoever waits, in one statement, and to nobody else', async () => {
    const a = await createAssignment(t);
    await makeTestable(t, a.contentId, service.id);
    const mine = await handedIn(a.student.client, a.groupId);
    const { id, test_system_id: runId } = (await a.student.client.post('/tests', { artifact_id: mine })).body;
    const status = async () => (await a.student.client.get(`/tests/status/${id}`)).body;
    expect(await status()).toEqual({
      id,
      status: 'queued',
      started_at: null,
      position: 1,
      estimated_start_at: null,
    });
    const tried = (await tryFolder(a.tutor.client, a.contentId)).body.test_id as string;
    const tutorStatus = async () => (await a.tutor.client.get(`/tutors/tests/${tried}/status`)).body;
    expect((await status()).position).toBe(2);
    expect((await tutorStatus()).position).toBe(1);
    expect(await tutorStatus()).toHaveProperty('estimated_start_at', null);
    expect((await a.tutor.client.get(`/tutors/tests/${tried}`)).body).not.toHaveProperty('position');
    const rows = jest.spyOn(t.get(Transaction), 'rows');
    await t.get(QueuePlaces).of({ result_id: id as string });
    expect(rows).toHaveBeenCalledTimes(1);
    const [folder, handIn] = await claimJobs(service.client, { max: 2 });
    expect(handIn?.id).toBe(runId);
    expect(await status()).toEqual({ id, status: 'started', started_at: expect.any(String) });
    expect(await tutorStatus()).not.toHaveProperty('position');
    await completeJob(service.client, folder!);
    await completeJob(service.client, handIn!);
    expect(await status()).not.toHaveProperty('position');
  });

  it('is the order of the hand-outs, whatever is queued', async () => {
    ownStudentTests(t);
    const courses = Array.from({ length: 3 }, () => uuidv7());
    const owners = Array.from({ length: 4 }, () => uuidv7());
    const run = fc.record({ course: fc.nat({ max: 2 }), owner: fc.nat({ max: 3 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 10 }), async (wanted) => {
        const subjects: { id: string; result_id: string }[] = [];
        for (const { course, owner } of wanted) {
          const result_id = uuidv7();
          const fairnessKey = courses[course] as string;
          const ownerKey = `${owners[owner]?.slice(0, -1)}${course}`;
          const id = await enqueueRun(t, service.id, { payload: { result_id }, fairnessKey, ownerKey });
          subjects.push({ id, result_id });
        }
        const told: [string, number | undefined][] = [];
        for (const { id, result_id } of subjects) {
          told.push([id, (await t.get(QueuePlaces).of({ result_id })).position]);
        }
        const all = await t.get(QueuePlaceRepository).findAll(service.id);
        expect(new Map(told)).toEqual(new Map([...all].map(([id, { position }]) => [id, position])));
        const order: string[] = [];
        for (let place = 1; place <= wanted.length; place += 1) {
          const [job] = await claimJobs(service.client);
          order.push(job?.id ?? '');
          await completeJob(service.client, job!);
        }
        expect(order.map((id, place) => [id, place + 1])).toEqual(
          told.sort(([, one], [, other]) => (one ?? 0) - (other ?? 0)),
        );
      }),
      { numRuns: 15, endOnFailure: true },
    );
  });

  it('comes after everything of a higher priority', async () => {
    ownStudentTests(t);
    const subject = { result_id: uuidv7() };
    await enqueueRun(t, service.id, { payload: subject, priority: PRIORITY.practice });
    for (const priority of [PRIORITY.handIn, PRIORITY.tutorTest, PRIORITY.regrade]) {
      await enqueueRun(t, service.id, { priority });
    }
    expect((await t.get(QueuePlaces).of(subject)).position).toBe(3);
  });

  it('has a time that follows from place, slots and how long the last runs took', async () => {
    ownStudentTests(t);
    await introduce(2);
    const tx = t.get(Transaction);
    const done = await enqueueRun(t, service.id);
    const [job] = await claimJobs(service.client);
    await completeJob(service.client, job!);
    await tx.execute(
      sql`UPDATE execution.runs SET started_at = finished_at - interval '10 seconds' WHERE id = ${done}`,
    );
    const subjects = Array.from({ length: 7 }, () => ({ result_id: uuidv7() }));
    for (const payload of subjects) await enqueueRun(t, service.id, { payload });
    const now = await tx.row<{ now: string }>(sql`SELECT now() AS now`);
    const waits = async () =>
      Promise.all(
        subjects.map(async (subject) => {
          const { estimated_start_at: start } = await t.get(QueuePlaces).of(subject);
          return start == null ? null : Math.round((Date.parse(start) - Date.parse(now?.now ?? '')) / 10_000);
        }),
      );
    expect(await waits()).toEqual([0, 0, 1, 1, 2, 2, 3]);
    const held = await claimJobs(service.client, { max: 2 });
    expect(await waits()).toEqual([null, null, 1, 1, 2, 2, 3]);
    await t.admin.post('/workers/w/pause');
    expect(new Set(await waits())).toEqual(new Set([null]));
    await t.admin.post('/workers/w/resume');
    for (const one of held) await completeJob(service.client, one);
  });

  it('is told of ten thousand from one look at all of them, which is renewed after two seconds', async () => {
    ownStudentTests(t);
    const tx = t.get(Transaction);
    await tx.execute(sql`
      INSERT INTO execution.runs (id, kind, service_id, payload, priority, fairness_key, owner_key, timeout_seconds, queue)
      SELECT gen_random_uuid(), 'student_test', ${service.id}::uuid, jsonb_build_object('result_id', 'r' || n), 40,
        ('00000000-0000-7000-8000-' || lpad((n % 20)::text, 12, '0'))::uuid, gen_random_uuid(), 60, 'q'
      FROM generate_series(1, 10000) n`);
    await tx.execute(sql`ANALYZE execution.runs`);
    const looks = jest.spyOn(t.get(QueuePlaceRepository), 'findAll');
    const placeOf = async (result_id: string) => (await t.get(QueuePlaces).of({ result_id })).position;
    const places = await Promise.all(Array.from({ length: 50 }, (_, n) => placeOf(`r${n * 200 + 1}`)));
    expect(looks).toHaveBeenCalledTimes(1);
    expect(new Set(places).size).toBe(50);
    expect(Math.min(...places.map(Number))).toBeGreaterThanOrEqual(1);
    expect(Math.max(...places.map(Number))).toBeLessThanOrEqual(10_000);
    const late = uuidv7();
    await enqueueRun(t, service.id, { payload: { result_id: late }, priority: PRIORITY.tutorTest });
    expect(await placeOf(late)).toBeUndefined();
    const now = performance.now();
    jest.spyOn(performance, 'now').mockReturnValue(now + 2001);
    expect(await placeOf(late)).toBe(1);
    expect(looks).toHaveBeenCalledTimes(2);
    await tx.execute(sql`DELETE FROM execution.runs WHERE queue = 'q'`);
  });
});
