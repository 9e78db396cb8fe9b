import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.js';
import { CourseModule } from '../course/course.module.js';
import { ExecutionModule } from '../execution/execution.module.js';
import { GitModule } from '../git/git.module.js';
import { OrganizationModule } from '../organization/organization.module.js';
import { DeployController } from './controllers/deploy.controller.js';
import { HealthController } from './controllers/health.controller.js';
import { HierarchyController } from './controllers/hierarchy.controller.js';
import { MaintenanceController } from './controllers/maintenance.controller.js';
import { MaintenanceState } from './entities/maintenance-state.entity.js';
import { MakeCourseRepositoriesJob } from './jobs/make-course-repositories.job.js';
import { RemoveLeftoversJob } from './jobs/remove-leftovers.job.js';
import { HealthRepository } from './repositories/health.repository.js';
import { HierarchyRepository } from './repositories/hierarchy.repository.js';
import { MaintenanceStateRepository } from './repositories/maintenance-state.repository.js';
import { DeployService } from './services/deploy.service.js';
import { HealthService } from './services/health.service.js';
import { HierarchyService } from './services/hierarchy.service.js';
import { MaintenanceGuard } from './services/maintenance.guard.js';
import { MaintenanceService } from './services/maintenance.service.js';

/** Looking after the running system, and setting up its structure. */
@Module({
  imports: [
    AuthModule,
    CourseModule,
    ExecutionModule,
    GitModule,
    OrganizationModule,
    TypeOrmModule.forFeature([MaintenanceState]),
  ],
  controllers: [DeployController, HealthController, HierarchyController, MaintenanceController],
  providers: [
    DeployService,
    HealthRepository,
    HealthService,
    HierarchyRepository,
    HierarchyService,
    MaintenanceGuard,
    MaintenanceService,
    MaintenanceStateRepository,
    MakeCourseRepositoriesJob,
    RemoveLeftoversJob,
  ],
  exports: [MaintenanceGuard],
})
export class MaintenanceModule {}
