import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.js';
import { CourseModule } from '../course/course.module.js';
import { ExamplesModule } from '../examples/examples.module.js';
import { ExecutionModule } from '../execution/execution.module.js';
import { CourseReadinessController } from './controllers/course-readiness.controller.js';
import { GitController } from './controllers/git.controller.js';
import { ReleaseController } from './controllers/release.controller.js';
import { FormerPath } from './entities/former-path.entity.js';
import { LookAfterRepositoriesJob } from './jobs/look-after-repositories.job.js';
import { ReleaseJob } from './jobs/release.job.js';
import { RepositoryOwnerRepository } from './repositories/repository-owner.repository.js';
import { CourseReadinessService } from './services/course-readiness.service.js';
import { ForgottenRepositories } from './services/forgotten-repositories.js';
import { GitAccessService } from './services/git-access.service.js';
import { GitExchangeService } from './services/git-exchange.service.js';
import { ReleaseContents } from './services/release-contents.js';
import { ReleaseService } from './services/release.service.js';
import { RepositorySpace } from './services/repository-space.js';

/** Repositories of courses, teams and students, and what is released into them. */
@Module({
  imports: [
    AuthModule,
    CourseModule,
    ExamplesModule,
    ExecutionModule,
    TypeOrmModule.forFeature([FormerPath]),
  ],
  controllers: [GitController, CourseReadinessController, ReleaseController],
  providers: [
    CourseReadinessService,
    ForgottenRepositories,
    GitAccessService,
    GitExchangeService,
    LookAfterRepositoriesJob,
    ReleaseContents,
    ReleaseJob,
    ReleaseService,
    RepositoryOwnerRepository,
    RepositorySpace,
  ],
  exports: [RepositorySpace],
})
export class GitModule {}
