import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.js';
import { CourseModule } from '../course/course.module.js';
import { CourseReadinessController } from './controllers/course-readiness.controller.js';
import { GitController } from './controllers/git.controller.js';
import { FormerPath } from './entities/former-path.entity.js';
import { RepositoryOwnerRepository } from './repositories/repository-owner.repository.js';
import { CourseReadinessService } from './services/course-readiness.service.js';
import { GitAccessService } from './services/git-access.service.js';
import { GitExchangeService } from './services/git-exchange.service.js';
import { RepositorySpace } from './services/repository-space.js';

/** Repositories of courses, teams and students, and what is released into them. */
@Module({
  imports: [AuthModule, CourseModule, TypeOrmModule.forFeature([FormerPath])],
  controllers: [GitController, CourseReadinessController],
  providers: [
    CourseReadinessService,
    GitAccessService,
    GitExchangeService,
    RepositoryOwnerRepository,
    RepositorySpace,
  ],
  exports: [RepositorySpace],
})
export class GitModule {}
