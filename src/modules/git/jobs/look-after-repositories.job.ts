import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { BareRepositories } from '../../../platform/git/bare-repositories.js';
import { ScheduledTasks } from '../../../platform/schedule/scheduled-tasks.js';
import { ReleaseService } from '../services/release.service.js';

const OPENED_SECONDS = 30;
const UNFINISHED_SECONDS = 3600;

/** Releases contents when they open, and removes what lost processes left of repositories. */
@Injectable()
export class LookAfterRepositoriesJob implements OnApplicationBootstrap {
  constructor(
    private readonly schedule: ScheduledTasks,
    private readonly releases: ReleaseService,
    private readonly repositories: BareRepositories,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule.every('release-opened-contents', OPENED_SECONDS, () => this.releases.startOpened());
    this.schedule.every('remove-unfinished-repositories', UNFINISHED_SECONDS, () =>
      this.repositories.removeUnfinished(),
    );
  }
}
