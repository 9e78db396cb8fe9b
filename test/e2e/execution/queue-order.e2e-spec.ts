import sql, { type Sql } from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import { HandOutRepository } from '../../../src/modules/execution/repositories/hand-out.repository.js';
import { type NewRun, PRIORITY } from '../../../src/modules/execution/schemas/run.schema.js';
import { Transaction } from '../../../src/platform/database/transaction.js';
import {
  ageRun,
  claimJobs,
  completeJob,
  endLease,
  enqueueRun,
  ownStudentTests,
} from '../../factories/run.js';
import { createService, type TestService } from '../../factories/service.js';
import { startTestApplication, type TestApplication } from '../../setup/test-application.js';

describe('the order of the hand-outs', () => {
  let t: TestApplication;
  let service: TestService;
  beforeAll(async () => {
    t = await startTestApplication({ RUNS_PER_COURSE: '3' });
    ownStudentTests(t);
  });
  beforeEach(async () => {
    service = await createService(t);
  });
  afterAll(() => t.close());

  const queued = (changes: Partial<NewRun> = {}, count = 1) =>
    inOrder(count, () => enqueueRun(t, service.id, changes));

  /** Ids in the order in which one slot gets and ends them. */
  async function served(count: number): Promise<string[]> {
    const ids: string[] = [];
    while (ids.length < count) {
      const [job] = await claimJobs(service.client);
      if (job === undefined) break;
      await completeJob(service.client, job);
      ids.push(job.id);
    }
    return ids;
  }

  it('has hand-ins before practice, regrades, similarity and exports, and tutor tests before all', async () => {
    const names = ['export', 'regrade', 'handIn', 'similarity', 'tutorTest', 'practice'] as const;
    const ids = new Map<string, string>();
    for (const name of names) ids.set(await enqueueRun(t, service.id, { priority: PRIORITY[name] }), name);
    expect((await served(9)).map((id) => ids.get(id))).toEqual([
      'tutorTest',
      'handIn',
      'practice',
      'regrade',
      'similarity',
      'export',
    ]);
  });

  it('is fair to a course that comes later: never more than 2 to 1, and in turns', async () => {
    const [first, second] = [uuidv7(), uuidv7()];
    const ofFirst = new Set(await queued({ fairnessKey: first }, 40));
    await queued({ fairnessKey: second }, 20);
    const order = (await served(60)).map((id) => (ofFirst.has(id) ? 'first' : 'second'));
    expect(order).toHaveLength(60);
    for (let end = 2; end <= 40; end += 1) {
      const share = order.slice(0, end).filter((course) => course === 'first').length;
      expect(Math.abs(2 * share - end)).toBeLessThanOrEqual(1);
    }
  });

  it('is fair under a burst with many slots at work', async () => {
    const [first, second] = [uuidv7(), uuidv7()];
    const ofFirst = new Set(await queued({ fairnessKey: first }, 60));
    await queued({ fairnessKey: second }, 30);
    const order: string[] = [];
    const slot = async () => {
      for (;;) {
        const [job] = await claimJobs(service.client);
        if (job === undefined) return;
        order.push(job.id);
        await completeJob(service.client, job);
      }
    };
    await Promise.all(Array.from({ length: 6 }, slot));
    expect(new Set(order).size).toBe(90);
    const whileBothWait = order.slice(0, 50).filter((id) => ofFirst.has(id)).length;
    expect(whileBothWait).toBeGreaterThanOrEqual(17);
    expect(whileBothWait).toBeLessThanOrEqual(33);
  });

  it('gives a course no credit for the time in which it wanted nothing', async () => {
    const [busy, idle] = [uuidv7(), uuidv7()];
    await queued({ fairnessKey: busy }, 10);
    await served(10);
    const late = new Set([...(await queued({ fairnessKey: idle }, 6))]);
    await queued({ fairnessKey: busy }, 6);
    const order = (await served(12)).map((id) => late.has(id));
    expect(order.slice(0, 6).filter(Boolean)).toHaveLength(3);
  });

  it('lets students of a course take turns', async () => {
    const course = uuidv7();
    const [keen, other, third] = [uuidv7(), uuidv7(), uuidv7()];
    const owners = new Map<string, string>();
    for (const [name, ownerKey, count] of [
      ['keen', keen, 5],
      ['other', other, 2],
      ['third', third, 1],
    ] as const) {
      for (const id of await queued({ fairnessKey: course, ownerKey }, count)) owners.set(id, name);
    }
    const order = (await served(4)).map((id) => owners.get(id));
    for (const id of await queued({ fairnessKey: course, ownerKey: third }, 1)) owners.set(id, 'third');
    order.push(...(await served(9)).map((id) => owners.get(id)));
    expect(order).toEqual(['keen', 'other', 'third', 'keen', 'other', 'third', 'keen', 'keen', 'keen']);
  });

  it('prefers the course with less at work, and above its limit even to a higher priority', async () => {
    const [large, small] = [uuidv7(), uuidv7()];
    await queued({ fairnessKey: large, priority: PRIORITY.handIn }, 8);
    const alone = await claimJobs(service.client, { max: 8 });
    expect(alone).toHaveLength(8);
    for (const job of alone.slice(3)) await completeJob(service.client, job);
    await queued({ fairnessKey: large, priority: PRIORITY.handIn });
    const [regrade] = await queued({ fairnessKey: small, priority: PRIORITY.regrade });
    expect((await claimJobs(service.client)).map((job) => job.id)).toEqual([regrade]);
    await completeJob(service.client, alone[0]!);
    const [late] = await queued({ fairnessKey: small, priority: PRIORITY.regrade });
    const [before] = await claimJobs(service.client);
    expect(before?.id).not.toBe(late);
  });

  it('lets one in ten turns go to what has waited longest, so that nothing waits for ever', async () => {
    const [old, older] = await queued({ priority: PRIORITY.export }, 2);
    await queued({ priority: PRIORITY.handIn }, 30);
    await ageRun(t, old as string, 599);
    expect(await served(1)).not.toContain(old);
    await ageRun(t, old as string, 700);
    await ageRun(t, older as string, 800);
    const order = await served(30);
    expect([order.indexOf(older as string), order.indexOf(old as string)]).toEqual([0, 10]);
  });

  it('gives 200 jobs to eight claimers, each of them once', async () => {
    const courses = [uuidv7(), uuidv7(), uuidv7()];
    const ids: string[] = [];
    for (let each = 0; each < 200; each += 1) {
      const fairnessKey = courses[each % 3] as string;
      ids.push(await enqueueRun(t, service.id, { fairnessKey, groupKey: uuidv7(), ownerKey: uuidv7() }));
    }
    const given: string[] = [];
    const claimer = async (number: number) => {
      for (;;) {
        const jobs = await claimJobs(service.client, { worker_id: `w${number}`, max: 1 + (number % 3) });
        if (jobs.length === 0) return;
        given.push(...jobs.map((job) => job.id));
        await Promise.all(jobs.map((job) => completeJob(service.client, job)));
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, number) => claimer(number)));
    expect(given).toHaveLength(200);
    expect(given.sort()).toEqual(ids.sort());
  });

  it('is found again when the queue has lost a job', async () => {
    const [id] = await queued();
    await t.get(Transaction).execute(sql`DELETE FROM pgboss.job WHERE id = ${id}`);
    const [job] = await claimJobs(service.client);
    expect(job?.id).toBe(id);
    await completeJob(service.client, job!);
  });

  it('survives that pg-boss gives back a job that is at work', async () => {
    const [id, next] = await queued({}, 2);
    const [job] = await claimJobs(service.client);
    await t.get(Transaction).execute(sql`UPDATE pgboss.job SET state = 'retry' WHERE id = ${id}`);
    expect((await claimJobs(service.client)).map((one) => one.id)).toEqual([next]);
    expect(await claimJobs(service.client)).toEqual([]);
    await endLease(t, id as string);
    expect(job?.id).toBe(id);
  });

  it('is computed by one statement that reads little of ten thousand queued runs', async () => {
    const other = await createService(t);
    const tx = t.get(Transaction);
    await tx.execute(sql`
      INSERT INTO execution.runs (id, kind, service_id, payload, priority, group_key, fairness_key, owner_key,
        timeout_seconds, queue, created_at)
      SELECT gen_random_uuid(), 'student_test', CASE WHEN n % 3 = 0 THEN ${other.id}::uuid ELSE ${service.id}::uuid END,
        '{}', (ARRAY[100, 50, 40, 20])[1 + n % 4], gen_random_uuid(),
        ('00000000-0000-7000-8000-' || lpad((n % 20)::text, 12, '0'))::uuid, gen_random_uuid(), 60, 'q',
        now() + make_interval(secs => n / 1000.0)
      FROM generate_series(1, 10000) n`);
    await tx.execute(sql`ANALYZE execution.runs`);
    const rows = jest.spyOn(tx, 'row');
    const filter = { userId: service.userId, workerId: 'w', serviceIds: [service.id, other.id], kinds: null };
    const next = await t.get(HandOutRepository).findNext(filter);
    expect(rows).toHaveBeenCalledTimes(1);
    const plan = await planOf(tx, rows.mock.calls[0]?.[0] as Sql);
    rows.mockRestore();
    expect(next).not.toBeNull();
    const scans = scansOf(plan).filter((scan) => scan['Relation Name'] === 'runs');
    expect(scans.map((scan) => scan['Node Type'])).not.toContain('Seq Scan');
    expect(scans.map((scan) => scan['Index Name'])).toContain('runs_order');
    const read = scans.reduce(
      (sum, scan) => sum + (scan['Actual Rows'] ?? 0) * (scan['Actual Loops'] ?? 0),
      0,
    );
    const dropped = scans.reduce((sum, scan) => sum + (scan['Rows Removed by Filter'] ?? 0), 0);
    // Four priorities of twenty courses in two queues: each read once as a head and once as a candidate.
    expect(read + dropped).toBeLessThan(1000);
    await tx.execute(sql`DELETE FROM execution.runs WHERE queue = 'q'`);
  });
});

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

async function planOf(tx: Transaction, statement: Sql): Promise<PlanNode> {
  const explain = new Proxy(statement, {
    get: (target, key) =>
      key === 'text'
        ? `EXPLAIN (ANALYZE, FORMAT JSON) ${target.text}`
        : (Reflect.get(target, key, target) as unknown),
  });
  const found = await tx.row<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(explain);
  const [plan] = found?.['QUERY PLAN'] ?? [];
  if (plan === undefined) throw new Error('no plan');
  if (process.env['SHOW_PLAN']) process.stdout.write(JSON.stringify(plan, null, 1));
  return plan.Plan;
}

function scansOf(node: PlanNode): PlanNode[] {
  return [...(node['Node Type'].includes('Scan') ? [node] : []), ...(node.Plans ?? []).flatMap(scansOf)];
}

async function inOrder<T>(count: number, make: () => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  while (made.length < count) made.push(await make());
  return made;
}
