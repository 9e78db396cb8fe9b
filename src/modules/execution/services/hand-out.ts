import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AdvisoryLock } from '../../../platform/database/advisory-lock.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { JobQueue } from '../../../platform/queue/job-queue.js';
import { type ClaimFilter, HandOutRepository, type NextRun } from '../repositories/hand-out.repository.js';
import { RunRepository } from '../repositories/run.repository.js';
import { type Job, toJob } from '../schemas/job.schema.js';
import { RunKinds } from './run-kinds.js';
import { placeOf } from './run-limits.js';

/**
 * Gives runs to workers. All hand-outs of all servers happen one after the other (a few milliseconds each), so the
 * order is exact across queues and a group never gets two runs at once.
 */
@Injectable()
export class HandOut {
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly tx: Transaction,
    private readonly lock: AdvisoryLock,
    private readonly order: HandOutRepository,
    private readonly runs: RunRepository,
    private readonly queue: JobQueue,
    private readonly kinds: RunKinds,
  ) {}

  /** At most `max` runs for the worker, now started; in this server's turn, so that waiting holds one connection. */
  async take(filter: ClaimFilter, max: number): Promise<Job[]> {
    const mine = this.turn.then(() => this.takeNow(filter, max));
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  private async takeNow(filter: ClaimFilter, max: number): Promise<Job[]> {
    if ((await this.order.findNext(filter)) === null) return [];
    return this.tx.run(async () => {
      await this.lock.wait('hand-out');
      const jobs: Job[] = [];
      while (jobs.length < max) {
        const next = await this.order.findNext(filter);
        if (next === null) break;
        const job = await this.start(next, filter);
        if (job === null) break;
        jobs.push(job);
      }
      return jobs;
    });
  }

  /** Null: somebody ends the run just now; whatever else waits comes with the next claim. */
  private async start(next: NextRun, { userId, workerId }: ClaimFilter): Promise<Job | null> {
    const lease = randomBytes(24).toString('base64url');
    const started = await this.order.start(next, { userId, workerId, lease });
    const row = started === null ? null : await this.runs.findJob(next.id);
    if (started === null || row === null) return null;
    await this.takeFromQueue(next, row.timeout_seconds);
    if (started.owned) await this.order.sendToTheEnd(started.owner_key, started.turn);
    await this.kinds.of(row.kind).started(next.id, row.payload);
    return toJob(row, await this.kinds.describe(row.kind, row.payload));
  }

  /** The row in `execution.runs` is the truth: a job that the queue has lost is made again. */
  private async takeFromQueue({ id, queue }: NextRun, timeoutSeconds: number): Promise<void> {
    if (await this.queue.takeChosen(queue, id)) return;
    await this.queue.sendAgain(queue, id, placeOf(timeoutSeconds));
    if (!(await this.queue.takeChosen(queue, id))) throw new Error(`The queue does not give the job ${id}.`);
  }
}
