import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ScheduledTasks } from '../../../platform/schedule/scheduled-tasks.js';
import { LostRuns } from '../services/lost-runs.js';
import { WorkerLife } from '../services/worker-life.js';

const EVERY_SECONDS = 15;

/** Looks for lost runs, and after the workers, all the time. */
@Injectable()
export class FindLostRunsJob implements OnApplicationBootstrap {
  constructor(
    private readonly tasks: ScheduledTasks,
    private readonly lost: LostRuns,
    private readonly workers: WorkerLife,
  ) {}

  onApplicationBootstrap(): void {
    this.tasks.every('find-lost-runs', EVERY_SECONDS, () => this.lost.recover());
    this.tasks.every('tidy-workers', EVERY_SECONDS, () => this.workers.tidy());
  }
}
