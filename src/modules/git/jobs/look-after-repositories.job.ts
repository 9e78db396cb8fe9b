import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { BareRepositories } from '../../../platform/git/bare-repositories.js';
import { RepositoryUpkeep } from '../../../platform/git/repository-upkeep.js';
import { ScheduledTasks } from '../../../platform/schedule/scheduled-tasks.js';
import { ForgottenRepositories } from '../services/forgotten-repositories.js';
import { ReleaseService } from '../services/release.service.js';

const OPENED_SECONDS = 30;
const HOUR = 3600;

/** Releases contents when they open, and keeps the disk in order: nothing unfinished, nothing forgotten, all packed. */
@Injectable()
export class LookAfterRepositoriesJob implements OnApplicationBootstrap {
  constructor(
    private readonly schedule: ScheduledTasks,
    private readonly releases: ReleaseService,
    private readonly repositories: BareRepositories,
    private readonly forgotten: ForgottenRepositories,
    private readonly upkeep: RepositoryUpkeep,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule.every('release-opened-contents', OPENED_SECONDS, () => this.releases.startOpened());
    this.schedule.every('remove-unfinished-repositories', HOUR, () => this.repositories.removeUnfinished());
    this.schedule.every('remove-forgotten-repositories', 6 * HOUR, (ending) => this.forgotten.remove(ending));
    this.schedule.every('pack-repositories', 6 * HOUR, (ending) => this.upkeep.packGrown(ending));
  }
}
