import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { AdvisoryLock } from '../../../platform/database/advisory-lock.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { JobQueue } from '../../../platform/queue/job-queue.js';
import { type ClaimFilter, RunRepository } from '../repositories/run.repository.js';
import { type Job, toJob } from '../schemas/job.schema.js';
import { RunKinds } from './run-kinds.js';

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
    private readonly runs: RunRepository,
    private readonly queue: JobQueue,
    private readonly kinds: RunKinds,
  ) {}

  /** At most `max` runs for the worker, now started; in this server's turn, so that waiting holds one connection. */
  async take(actor: Actor, workerId: string, filter: ClaimFilter, max: number): Promise<Job[]> {
    const mine = this.turn.then(() => this.takeNow(actor, workerId, filter, max));
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  private async takeNow(actor: Actor, workerId: string, filter: ClaimFilter, max: number): Promise<Job[]> {
    if ((await this.runs.findNextQueue(filter)) === null) return [];
    return this.tx.run(async () => {
      await this.lock.wait('hand-out');
      const jobs: Job[] = [];
      while (jobs.length < max) {
        const queue = await this.runs.findNextQueue(filter);
        if (queue === null) break;
        const id = await this.queue.take(queue, await this.runs.findBusyGroups());
        if (id === null) break;
        const job = await this.start(queue, id, actor, workerId);
        if (job !== null) jobs.push(job);
      }
      return jobs;
    });
  }

  private async start(queue: string, id: string, actor: Actor, workerId: string): Promise<Job | null> {
    const lease = randomBytes(24).toString('base64url');
    if (!(await this.runs.start(id, actor.userId, workerId, lease))) {
      await this.queue.complete(queue, id);
      return null;
    }
    const row = await this.runs.findJob(id);
    if (row === null) return null;
    await this.kinds.of(row.kind).started(id, row.payload);
    return toJob(row, await this.kinds.describe(row.kind, row.payload));
  }
}
