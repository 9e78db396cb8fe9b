import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ScheduledTasks } from '../../../platform/schedule/scheduled-tasks.js';
import { TutorTestRepository } from '../repositories/tutor-test.repository.js';

const EVERY_SECONDS = 15 * 60;

/** Removes tutor tests after their day; nobody could see them any more. Their files go with the sweep of the objects. */
@Injectable()
export class RemoveTutorTestsJob implements OnApplicationBootstrap {
  constructor(
    private readonly tasks: ScheduledTasks,
    private readonly tests: TutorTestRepository,
  ) {}

  onApplicationBootstrap(): void {
    this.tasks.every('remove-tutor-tests', EVERY_SECONDS, () => this.remove());
  }

  /** Number of removed tests. */
  remove(): Promise<number> {
    return this.tests.removeOld();
  }
}
