import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { AccessGuard } from './access/access.guard.js';
import { AccessModule } from './access/access.module.js';
import { AuthModule } from './modules/auth/auth.module.js';
import { AuthenticationGuard } from './modules/auth/services/authentication.guard.js';
import { CourseModule } from './modules/course/course.module.js';
import { ExecutionModule } from './modules/execution/execution.module.js';
import { ExamplesModule } from './modules/examples/examples.module.js';
import { GitModule } from './modules/git/git.module.js';
import { MaintenanceModule } from './modules/maintenance/maintenance.module.js';
import { MaintenanceGuard } from './modules/maintenance/services/maintenance.guard.js';
import { MessagingModule } from './modules/messaging/messaging.module.js';
import { OrganizationModule } from './modules/organization/organization.module.js';
import { SubmissionViewsModule } from './modules/submission/submission-views.module.js';
import { SubmissionModule } from './modules/submission/submission.module.js';
import { ConfigModule } from './platform/config/config.module.js';
import type { Env } from './platform/config/env.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { GitStorageModule } from './platform/git/git-storage.module.js';
import { EventsModule } from './platform/events/events.module.js';
import { HealthModule } from './platform/health/health.module.js';
import { KeptModule } from './platform/kept/kept.module.js';
import { StorageModule } from './platform/storage/storage.module.js';
import { QueueModule } from './platform/queue/queue.module.js';
import { ScheduleModule } from './platform/schedule/schedule.module.js';
import { ErrorFilter } from './platform/http/error.filter.js';
import { ValidationPipe } from './platform/http/validation.pipe.js';

/** The whole application: platform, access, then the modules in their order. */
@Module({})
export class AppModule {
  static for(env: Env, databaseUrl: string): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.for(env, databaseUrl),
        DatabaseModule,
        EventsModule,
        StorageModule,
        GitStorageModule,
        HealthModule,
        QueueModule,
        ScheduleModule,
        KeptModule,
        AccessModule,
        AuthModule,
        OrganizationModule,
        ExecutionModule,
        ExamplesModule,
        CourseModule,
        SubmissionModule,
        SubmissionViewsModule,
        GitModule,
        MessagingModule,
        MaintenanceModule,
      ],
      providers: [
        { provide: APP_FILTER, useClass: ErrorFilter },
        { provide: APP_PIPE, useClass: ValidationPipe },
        { provide: APP_GUARD, useExisting: AuthenticationGuard },
        { provide: APP_GUARD, useExisting: MaintenanceGuard },
        { provide: APP_GUARD, useExisting: AccessGuard },
      ],
    };
  }
}
