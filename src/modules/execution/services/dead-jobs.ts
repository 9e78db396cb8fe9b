import { Injectable } from '@nestjs/common';
import { DatabaseNotifications } from '../../../platform/database/notifications.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { JobQueue } from '../../../platform/queue/job-queue.js';
import { executionErrors } from '../execution.errors.js';
import { DeadJobRepository } from '../repositories/dead-job.repository.js';
import { RunRepository } from '../repositories/run.repository.js';
import { type DeadJobQuery, toDeadJob } from '../schemas/dead-job.schema.js';
import { placeOf } from './run-limits.js';
import { RunKinds } from './run-kinds.js';
import { RUNS_CHANNEL } from './run.service.js';

/** Jobs that workers failed at three times, or that none took: shown to administrators, who may queue them again. */
@Injectable()
export class DeadJobs {
  constructor(
    private readonly tx: Transaction,
    private readonly dead: DeadJobRepository,
    private readonly runs: RunRepository,
    private readonly queue: JobQueue,
    private readonly kinds: RunKinds,
    private readonly news: DatabaseNotifications,
  ) {}

  list(query: DeadJobQuery) {
    return this.dead.list(query);
  }

  /** 404 TASK_001 when there is no such job or it is not dead. */
  async get(id: string) {
    const row = await this.dead.find(id);
    if (row === null) throw executionErrors.jobNotFound();
    return toDeadJob(row);
  }

  /**
   * Queues the job again as if it were new, and what it is about with it; while it waits, the order may be repeated.
   * @throws 404 TASK_001 for no job; 409 CONFLICT_005 for one that is not dead or whose subject is gone
   */
  async retry(id: string): Promise<{ id: string; status: 'queued' }> {
    return this.tx.run(async () => {
      const run = await this.runs.lock(id);
      if (run === null) throw executionErrors.jobNotFound();
      if (run.state === 'queued' && run.revived_at !== null) return { id, status: 'queued' };
      if (run.dead_at === null) throw executionErrors.notDead();
      if (!(await this.kinds.of(run.kind).revived(id, run.payload))) throw executionErrors.nothingToRetry();
      await this.runs.revive(id);
      await this.queue.sendAgain(run.queue, id, placeOf(run.timeout_seconds));
      await this.news.notify(RUNS_CHANNEL);
      return { id, status: 'queued' };
    });
  }
}
