import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import { type RunKind, RunKinds } from '../../src/modules/execution/services/run-kinds.js';
import { RunService } from '../../src/modules/execution/services/run.service.js';
import type { Job } from '../../src/modules/execution/schemas/job.schema.js';
import type { NewRun, RunOutcome, RunRow } from '../../src/modules/execution/schemas/run.schema.js';
import { Transaction } from '../../src/platform/database/transaction.js';
import type { TestApplication } from '../setup/test-application.js';
import type { TestClient } from '../setup/test-client.js';

/** What the owner of the kind `student_test` was told, in order. */
export interface Told {
  turn: 'started' | 'requeued' | 'finished' | 'revived';
  runId: string;
  outcome?: RunOutcome;
}

/** Takes the place of the owner of `student_test`, for tests without hand-ins, and remembers what it is told. */
export function ownStudentTests(t: TestApplication): Told[] {
  const told: Told[] = [];
  const owner: RunKind = {
    kind: 'student_test',
    started: async (runId) => void told.push({ turn: 'started', runId }),
    requeued: async (runId) => void told.push({ turn: 'requeued', runId }),
    finished: async (runId, _payload, outcome) => void told.push({ turn: 'finished', runId, outcome }),
    revived: async (runId) => {
      told.push({ turn: 'revived', runId });
      return true;
    },
  };
  jest.spyOn(t.get(RunKinds), 'of').mockReturnValue(owner);
  return told;
}

/** Queues a run of the kind `student_test`. */
export async function enqueueRun(
  t: TestApplication,
  serviceId: string,
  changes: Partial<NewRun> = {},
): Promise<string> {
  return t.get(RunService).enqueue({
    kind: 'student_test',
    serviceId,
    payload: { result_id: uuidv7(), artifact_id: uuidv7(), example_version_id: uuidv7() },
    groupKey: null,
    fairnessKey: null,
    ownerKey: null,
    priority: 0,
    timeoutSeconds: 300,
    ...changes,
  });
}

type StoredRun = RunRow & { error: string | null; available_at: string; priority: number };

/** The row as it is in the database. */
export async function readRun(t: TestApplication, id: string): Promise<StoredRun> {
  const row = await t
    .get(Transaction)
    .row<StoredRun & Record<string, unknown>>(sql`SELECT * FROM execution.runs WHERE id = ${id}`);
  if (row === null) throw new Error(`no run ${id}`);
  return row;
}

/** Lets the lease of a run end now, instead of waiting a minute. */
export async function endLease(t: TestApplication, id: string): Promise<void> {
  await t
    .get(Transaction)
    .execute(
      sql`UPDATE execution.runs SET lease_expires_at = clock_timestamp() - interval '1 s' WHERE id = ${id}`,
    );
}

/** Lets the lease of a run outlast the test, however slow the machine is. */
export async function holdLease(t: TestApplication, id: string): Promise<void> {
  await t
    .get(Transaction)
    .execute(
      sql`UPDATE execution.runs SET lease_expires_at = clock_timestamp() + interval '1 day', timeout_seconds = 86400 WHERE id = ${id}`,
    );
}

/** Lets a run that waits for another attempt be available now. */
export async function endDelay(t: TestApplication, id: string): Promise<void> {
  await t.get(Transaction).execute(sql`UPDATE execution.runs SET available_at = now() WHERE id = ${id}`);
}

/** Lets a queued run have waited for so many seconds. */
export async function ageRun(t: TestApplication, id: string, seconds: number): Promise<void> {
  await t
    .get(Transaction)
    .execute(
      sql`UPDATE execution.runs SET available_at = now() - make_interval(secs => ${seconds}) WHERE id = ${id}`,
    );
}

/** Claims once, without waiting; `max` jobs at most. */
export async function claimJobs(client: TestClient, changes: object = {}): Promise<Job[]> {
  const answer = await client.post('/jobs/claim', { worker_id: 'w', wait_seconds: 0, ...changes });
  if (answer.status !== 200) throw new Error(`claim: ${answer.status} ${answer.raw.toString()}`);
  return answer.body.jobs as Job[];
}

/** Ends a job with a report of so many passed tests of four. */
export async function completeJob(client: TestClient, job: Job, passed = 3): Promise<void> {
  const summary = { total: 4, passed, failed: 4 - passed, skipped: 0 };
  const answer = await client.post(`/jobs/${job.id}/complete`, {
    lease: job.lease,
    status: 'finished',
    result_json: { summary },
  });
  if (answer.status !== 200) throw new Error(`complete: ${answer.status} ${answer.raw.toString()}`);
}

/** Says that the worker failed at the job; returns what has become of it. */
export async function failAsWorker(client: TestClient, job: Job, error = 'no box'): Promise<string> {
  const answer = await client.post(`/jobs/${job.id}/complete`, {
    lease: job.lease,
    status: 'failed',
    error,
    retryable: true,
  });
  if (answer.status !== 200) throw new Error(`complete: ${answer.status} ${answer.raw.toString()}`);
  return answer.body.status as string;
}
