import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { DatabaseNotifications } from '../../../platform/database/notifications.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { JobQueue } from '../../../platform/queue/job-queue.js';
import { executionErrors } from '../execution.errors.js';
import { RunRepository } from '../repositories/run.repository.js';
import type { NewRun, RunOutcome, RunPayload, RunRow } from '../schemas/run.schema.js';
import type { RunProgress } from '../schemas/run-progress.schema.js';
import { hear } from './progress-news.js';
import { MAX_ATTEMPTS, TIME_LIMIT_EXCEEDED } from './run-limits.js';
import { RunKinds } from './run-kinds.js';
import { withReport } from './run-outcome.js';

/** Channel on which servers tell each other that a claim may now find something. */
export const RUNS_CHANNEL = 'lectern_runs';
/** A job that nobody settles returns by itself, long after its lease would have ended. */
const EXPIRY_MARGIN_SECONDS = 3600;

/** The life of runs. Everything joins the caller's transaction and tells the owner of the kind within it. */
@Injectable()
export class RunService {
  constructor(
    private readonly tx: Transaction,
    private readonly runs: RunRepository,
    private readonly queue: JobQueue,
    private readonly kinds: RunKinds,
    private readonly news: DatabaseNotifications,
  ) {}

  /** Queues a run for the workers of a service and returns its id. */
  async enqueue(run: NewRun): Promise<string> {
    this.kinds.of(run.kind);
    return this.tx.run(async () => {
      const queue = `${run.kind}/${run.serviceId}`;
      const id = await this.runs.insert(run, queue);
      const expireSeconds = run.timeoutSeconds + EXPIRY_MARGIN_SECONDS;
      await this.queue.send(queue, id, { priority: run.priority, groupId: run.groupKey, expireSeconds });
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
    await this.tx.run(async () => this.end(await this.requireHeld(actor, subject, lease), outcome));
  }

  /** Keeps what the worker of a locked run tells of it, and passes it on to the owner of its kind. */
  async progressed(run: RunRow, progress: RunProgress): Promise<void> {
    const { news, kept, outputBytes } = hear(progress, run.output_bytes);
    await this.runs.setProgress(run.id, kept, outputBytes);
    for (const piece of news) await this.kinds.of(run.kind).progressed?.(run.id, run.payload, piece);
  }

  /** Ends a locked run that is queued or at work and returns how; one whose end was asked for is cancelled. */
  async end(run: RunRow, wanted: RunOutcome): Promise<RunOutcome> {
    const outcome = withReport(run.cancel_requested ? { status: 'cancelled' } : wanted);
    if (run.state === 'queued') await this.queue.cancel(run.queue, run.id);
    else await this.queue.complete(run.queue, run.id);
    await this.runs.finish(run.id, outcome.status, outcome.error ?? null);
    await this.kinds.of(run.kind).finished(run.id, run.payload, outcome);
    await this.news.notify(RUNS_CHANNEL);
    return outcome;
  }

  /** A locked run at work goes back to the queue, unless it was to end anyway. */
  async handBack(run: RunRow, delaySeconds: number): Promise<void> {
    if (run.cancel_requested) await this.end(run, { status: 'cancelled' });
    else if (run.overdue) await this.end(run, { status: 'failed', error: TIME_LIMIT_EXCEEDED });
    else await this.requeue(run, delaySeconds, false);
  }

  /** The worker of a locked run is gone: the run is queued again, but not for ever. */
  async lose(run: RunRow): Promise<void> {
    if (run.cancel_requested) await this.end(run, { status: 'cancelled' });
    else if (run.overdue) await this.end(run, { status: 'failed', error: TIME_LIMIT_EXCEEDED });
    else if (run.attempt >= MAX_ATTEMPTS) await this.end(run, { status: 'failed', error: 'worker lost' });
    else await this.requeue(run, 0, true);
  }

  private async requeue(run: RunRow, delaySeconds: number, countAttempt: boolean): Promise<void> {
    await this.runs.requeue(run.id, delaySeconds, countAttempt);
    await this.queue.giveBack(run.queue, run.id, delaySeconds);
    await this.kinds.of(run.kind).requeued?.(run.id, run.payload);
    await this.news.notify(RUNS_CHANNEL);
  }
}
