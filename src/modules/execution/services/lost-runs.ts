import { Injectable, Logger } from '@nestjs/common';
import { Transaction } from '../../../platform/database/transaction.js';
import { RunRepository } from '../repositories/run.repository.js';
import { UNCLAIMED_HOURS } from './run-limits.js';
import { RunService } from './run.service.js';

const BATCH = 200;

/** Runs whose worker is gone, is far beyond its time, or never came. */
@Injectable()
export class LostRuns {
  private readonly logger = new Logger('LostRuns');

  constructor(
    private readonly tx: Transaction,
    private readonly runs: RunRepository,
    private readonly life: RunService,
  ) {}

  /** Queues lost runs again or ends them, each in a transaction of its own; returns how many there were. */
  async recover(): Promise<number> {
    const ids = await this.runs.findLost(BATCH);
    for (const id of ids) {
      await this.tx
        .run(() => this.recoverOne(id))
        .catch((error: unknown) =>
          this.logger.error(`run ${id}: ${error instanceof Error ? error.message : String(error)}`),
        );
    }
    return ids.length;
  }

  private async recoverOne(id: string): Promise<void> {
    const run = await this.runs.lock(id);
    if (run?.state === 'started' && (!run.alive || run.overdue)) return this.life.lose(run);
    if (run?.state === 'queued') {
      const error = `no worker took it within ${UNCLAIMED_HOURS} hours`;
      await this.life.end(run, { status: 'failed', error }, true);
    }
  }
}
