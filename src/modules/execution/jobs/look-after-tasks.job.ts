import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ScheduledTasks } from '../../../platform/schedule/scheduled-tasks.js';
import { TaskRepository } from '../repositories/task.repository.js';
import { TaskLife } from '../services/task-life.js';
import { TaskRunner } from '../services/task-runner.js';

const RECOVER_SECONDS = 30;
const DAY_SECONDS = 24 * 3600;

/** Finds tasks of lost servers all the time, and removes old ones daily. */
@Injectable()
export class LookAfterTasksJob implements OnApplicationBootstrap {
  constructor(
    private readonly schedule: ScheduledTasks,
    private readonly life: TaskLife,
    private readonly tasks: TaskRepository,
    private readonly runner: TaskRunner,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule.every('recover-tasks', RECOVER_SECONDS, async () => {
      await this.life.recover();
      // Nobody tells that the delay of a task is over.
      this.runner.wake();
    });
    this.schedule.every('remove-old-tasks', DAY_SECONDS, () => this.tasks.removeOld());
  }
}
