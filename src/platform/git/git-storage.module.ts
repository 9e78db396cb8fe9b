import { Global, Module } from '@nestjs/common';
import { BareRepositories } from './bare-repositories.js';
import { GitHttpBackend } from './git-http-backend.js';

/** Bare repositories and git's own HTTP program. */
@Global()
@Module({ providers: [BareRepositories, GitHttpBackend], exports: [BareRepositories, GitHttpBackend] })
export class GitStorageModule {}
