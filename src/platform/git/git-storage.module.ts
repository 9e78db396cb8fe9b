import { Global, Module } from '@nestjs/common';
import { BareRepositories } from './bare-repositories.js';
import { GitHttpBackend } from './git-http-backend.js';
import { RepositoryUpkeep } from './repository-upkeep.js';

/** Bare repositories and git's own HTTP program. */
@Global()
@Module({
  providers: [BareRepositories, GitHttpBackend, RepositoryUpkeep],
  exports: [BareRepositories, GitHttpBackend, RepositoryUpkeep],
})
export class GitStorageModule {}
