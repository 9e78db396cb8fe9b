import { Module } from '@nestjs/common';
import { CourseModule } from '../course/course.module.js';
import { ExecutionModule } from '../execution/execution.module.js';
import { GitModule } from '../git/git.module.js';
import { OrganizationModule } from '../organization/organization.module.js';
import { DeployController } from './controllers/deploy.controller.js';
import { HealthController } from './controllers/health.controller.js';
import { MakeCourseRepositoriesJob } from './jobs/make-course-repositories.job.js';
import { HealthRepository } from './repositories/health.repository.js';
import { DeployService } from './services/deploy.service.js';
import { HealthService } from './services/health.service.js';

/** Looking after the running system, and setting up its structure. */
@Module({
  imports: [CourseModule, ExecutionModule, GitModule, OrganizationModule],
  controllers: [DeployController, HealthController],
  providers: [DeployService, HealthRepository, HealthService, MakeCourseRepositoriesJob],
})
export class MaintenanceModule {}
