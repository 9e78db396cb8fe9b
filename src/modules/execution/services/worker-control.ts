import { Injectable } from '@nestjs/common';
import { DatabaseNotifications } from '../../../platform/database/notifications.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { executionErrors } from '../execution.errors.js';
import { WorkerRepository } from '../repositories/worker.repository.js';
import { toWorkerView, type WorkerView } from '../schemas/worker.schema.js';
import { RUNS_CHANNEL } from './run.service.js';

type Workers = { workers: WorkerView[] };

/** Shows the known workers and says which of them are given jobs. Each order may be repeated. */
@Injectable()
export class WorkerControl {
  constructor(
    private readonly tx: Transaction,
    private readonly workers: WorkerRepository,
    private readonly news: DatabaseNotifications,
  ) {}

  async list(): Promise<Workers> {
    return { workers: (await this.workers.list(null)).map(toWorkerView) };
  }

  /** No more jobs; those at work go on. 404 NF_001 for an unknown worker. */
  pause(workerId: string): Promise<Workers> {
    return this.change(workerId, () => this.workers.setState(workerId, 'paused', 'by an administrator'));
  }

  /** No more jobs, and paused as soon as those at work have ended. 404 NF_001 for an unknown worker. */
  drain(workerId: string): Promise<Workers> {
    return this.change(workerId, async () => {
      await this.workers.setState(workerId, 'draining', 'by an administrator');
      await this.workers.pauseDrained(workerId);
    });
  }

  /** Jobs again; its failures are forgotten. 404 NF_001 for an unknown worker. */
  resume(workerId: string): Promise<Workers> {
    return this.change(workerId, async () => {
      await this.workers.setState(workerId, 'active', null);
      await this.news.notify(RUNS_CHANNEL);
    });
  }

  private async change(workerId: string, change: () => Promise<void>): Promise<Workers> {
    return this.tx.run(async () => {
      if (!(await this.workers.isKnown(workerId))) throw executionErrors.workerNotFound();
      await change();
      return { workers: (await this.workers.list(workerId)).map(toWorkerView) };
    });
  }
}
