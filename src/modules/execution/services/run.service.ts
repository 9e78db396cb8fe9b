import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { DatabaseNotifications } from '../../../platform/database/notifications.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { JobQueue } from '../../../platform/queue/job-queue.js';
import { executionErrors } from '../execution.errors.js';
import { RunRepository } from '../repositories/run.repository.js';
import type { NewRun, RunOutcome, RunPayload, RunRow, RunState } from '../schemas/run.schema.js';
import type { RunProgress } from '../schemas/run-progress.schema.js';
import { hear } from './progress-news.js';
import { MAX_ATTEMPTS, placeOf, RETRY_AFTER_SECONDS, TIME_LIMIT_EXCEEDED } from './run-limits.js';
import { RunKinds } from './run-kinds.js';
import { withReport } from './run-outcome.js';
import { WorkerLife } from './worker-life.js';

/** Channel on which servers tell each other that a claim may now find something. */
export const RUNS_CHANNEL = 'lectern_runs';

/** The life of runs. Everything joins the caller's transaction and tells the owner of the kind within it. */
@Injectable()
export class RunService {
  constructor(
    private readonly tx: Transaction,
    private readonly runs: RunRepository,
    private readonly queue: JobQueue,
    private readonly kinds: RunKinds,
    private readonly news: DatabaseNotifications,
    private readonly workers: WorkerLife,
  ) {}

  /** Queues a run for the workers of a service and returns its id. */
  async enqueue(run: NewRun): Promise<string> {
    this.kinds.of(run.kind);
    return this.tx.run(async () => {
      const queue = `${run.kind}/${run.serviceId}`;
      const id = await this.runs.insert(run, queue);
      await this.queue.send(queue, id, placeOf(run.timeoutSeconds));
      await this.news.notify(RUNS_CHANNEL);
      return id;
    });
  }

  /**
   * The run is not wanted any more. A queued one ends now, one at work as soon as its worker has heard of it; its
   * owner's `finished` is then called with status `cancelled`. Nothing happens to runs that are over.
   */
  async cancel(id: string): Promise<void> {
    await this.tx.run(async () => {
      const run = await this.runs.lock(id);
      if (run?.state === 'queued') await this.end(run, { status: 'cancelled' });
      if (run?.state === 'started') await this.runs.requestCancel(id);
    });
  }

  /** Locks a run before what belongs to it is locked. */
  async lockRow(id: string): Promise<void> {
    await this.runs.lock(id);
  }

  /** Cancels, as `cancel` does, everything that waits for a service or is at work for it. */
  async cancelAllOf(serviceId: string): Promise<void> {
    for (const id of await this.runs.findOpenOf(serviceId)) await this.cancel(id);
  }

  /** Whether the run is one of a service that the caller serves, so that he may hold, or have held, its lease. */
  isServed(actor: Actor, id: string): Promise<boolean> {
    return this.runs.isServed(id, actor.userId);
  }

  /**
   * The one run of the caller's live leases that covers `subject` (e.g. `{ result_id }`), locked; with `lease` only
   * that one. 409 TASK_005 when there is none, or several and no lease is named.
   */
  async requireHeld(actor: Actor, subject: RunPayload, lease: string | null): Promise<RunRow> {
    const held = await this.runs.lockHeld(actor.userId, subject);
    const [run, ...others] = lease === null ? held : held.filter((row) => row.lease === lease);
    if (run === undefined || others.length > 0) throw executionErrors.leaseLost();
    return run;
  }

  /** Ends the run that the caller holds for `subject`, as POST /jobs/{id}/complete would. */
  async completeHeld(
    actor: Actor,
    subject: RunPayload,
    lease: string | null,
    outcome: RunOutcome,
  ): Promise<void> {
    await this.tx.run(async () => this.settle(await this.requireHeld(actor, subject, lease), outcome));
  }

  /** Keeps what the worker of a locked run tells of it, and passes it on to the owner of its kind. */
  async progressed(run: RunRow, progress: RunProgress): Promise<void> {
    const { news, kept, outputBytes } = hear(progress, run.output_bytes);
    await this.runs.setProgress(run.id, kept, outputBytes);
    for (const piece of news) await this.kinds.of(run.kind).progressed?.(run.id, run.payload, piece);
  }

  /** Ends a locked run at work as its worker says. */
  async settle(run: RunRow, outcome: RunOutcome): Promise<RunOutcome> {
    await this.workers.worked(run);
    return this.end(run, outcome);
  }

  /**
   * Ends a locked run that is queued or at work and returns how; one whose end was asked for is cancelled. `dead`: the
   * run is not at fault, and an administrator may queue it again.
   */
  async end(run: RunRow, wanted: RunOutcome, dead = false): Promise<RunOutcome> {
    const outcome = withReport(run.cancel_requested ? { status: 'cancelled' } : wanted);
    if (run.state === 'queued') await this.queue.cancel(run.queue, run.id);
    else await this.queue.complete(run.queue, run.id);
    const { status, error = null } = outcome;
    await this.runs.finish(run.id, { state: status, error, dead: dead && status === 'failed' });
    await this.kinds.of(run.kind).finished(run.id, run.payload, outcome);
    await this.workers.left(run);
    await this.news.notify(RUNS_CHANNEL);
    return outcome;
  }

  /** A locked run at work goes back to the queue, unless it was to end anyway. */
  async handBack(run: RunRow, delaySeconds: number): Promise<void> {
    if (await this.endIfOver(run)) return;
    await this.requeue(run, { delaySeconds, attempts: run.attempt - 1, keepLease: false });
  }

  /** The worker of a locked run is gone: the run is queued again, but not for ever. */
  async lose(run: RunRow): Promise<void> {
    await this.workers.lost(run);
    if (await this.endIfOver(run)) return;
    if (run.attempt >= MAX_ATTEMPTS) await this.end(run, { status: 'failed', error: 'worker lost' }, true);
    else await this.requeue(run, { delaySeconds: 0, attempts: run.attempt, keepLease: false });
  }

  /**
   * The worker of a locked run says that it failed itself and another attempt may succeed: the run is tried again after
   * a while, but not for ever. Returns what has become of it.
   */
  async retry(run: RunRow, outcome: RunOutcome): Promise<RunState> {
    await this.workers.failed(run, outcome.error ?? 'the worker reported a failure');
    const over = await this.endIfOver(run);
    if (over !== null) return over.status;
    if (run.attempt >= MAX_ATTEMPTS) return (await this.end(run, outcome, true)).status;
    const delaySeconds = RETRY_AFTER_SECONDS[run.attempt - 1] ?? 0;
    await this.requeue(run, { delaySeconds, attempts: run.attempt, keepLease: true });
    return 'queued';
  }

  private async endIfOver(run: RunRow): Promise<RunOutcome | null> {
    if (run.cancel_requested) return this.end(run, { status: 'cancelled' });
    return run.overdue ? this.end(run, { status: 'failed', error: TIME_LIMIT_EXCEEDED }) : null;
  }

  private async requeue(
    run: RunRow,
    back: { delaySeconds: number; attempts: number; keepLease: boolean },
  ): Promise<void> {
    await this.runs.requeue(run.id, back);
    await this.queue.giveBack(run.queue, run.id);
    await this.kinds.of(run.kind).requeued?.(run.id, run.payload);
    await this.workers.left(run);
    await this.news.notify(RUNS_CHANNEL);
  }
}
