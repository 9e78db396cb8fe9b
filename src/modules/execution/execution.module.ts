import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.js';
import { DeadJobController } from './controllers/dead-job.controller.js';
import { JobController } from './controllers/job.controller.js';
import { ServiceAccountController } from './controllers/service-account.controller.js';
import { ServiceTypeController } from './controllers/service-type.controller.js';
import { TaskController } from './controllers/task.controller.js';
import { WorkerController } from './controllers/worker.controller.js';
import { Run } from './entities/run.entity.js';
import { ServiceType } from './entities/service-type.entity.js';
import { Service } from './entities/service.entity.js';
import { Task } from './entities/task.entity.js';
import { KnownWorker } from './entities/worker.entity.js';
import { FindLostRunsJob } from './jobs/find-lost-runs.job.js';
import { LookAfterTasksJob } from './jobs/look-after-tasks.job.js';
import { DeadJobRepository } from './repositories/dead-job.repository.js';
import { HandOutRepository } from './repositories/hand-out.repository.js';
import { QueuePlaceRepository } from './repositories/queue-place.repository.js';
import { RunRepository } from './repositories/run.repository.js';
import { ServiceTypeRepository } from './repositories/service-type.repository.js';
import { ServiceRepository } from './repositories/service.repository.js';
import { TaskRepository } from './repositories/task.repository.js';
import { WorkerRepository } from './repositories/worker.repository.js';
import { ClaimBell } from './services/claim-bell.js';
import { DeadJobs } from './services/dead-jobs.js';
import { FirstServices } from './services/first-services.js';
import { HandOut } from './services/hand-out.js';
import { JobService } from './services/job.service.js';
import { LostRuns } from './services/lost-runs.js';
import { QueuePlaces } from './services/queue-places.js';
import { RunKinds } from './services/run-kinds.js';
import { RunService } from './services/run.service.js';
import { ServiceAccountService } from './services/service-account.service.js';
import { ServiceDependents } from './services/service-dependents.js';
import { ServiceRemoval } from './services/service-removal.js';
import { ServiceTypeService } from './services/service-type.service.js';
import { TaskEnds } from './services/task-ends.js';
import { TaskKinds } from './services/task-kinds.js';
import { TaskLife } from './services/task-life.js';
import { TaskNews } from './services/task-news.js';
import { TaskOrders } from './services/task-order.service.js';
import { TaskReading } from './services/task-reading.service.js';
import { TaskRunner } from './services/task-runner.js';
import { TaskService } from './services/task.service.js';
import { WorkerControl } from './services/worker-control.js';
import { WorkerHealth } from './services/worker-health.js';
import { WorkerLife } from './services/worker-life.js';
import { WorkerToken } from './services/worker-token.js';

/** Services, runs and the protocol of the workers; knows no course and no student. */
@Module({
  imports: [AuthModule, TypeOrmModule.forFeature([ServiceType, Service, Run, Task, KnownWorker])],
  controllers: [
    ServiceTypeController,
    ServiceAccountController,
    DeadJobController,
    JobController,
    TaskController,
    WorkerController,
  ],
  providers: [
    ServiceTypeRepository,
    ServiceTypeService,
    ServiceRepository,
    ServiceAccountService,
    ServiceDependents,
    ServiceRemoval,
    WorkerHealth,
    WorkerToken,
    FirstServices,
    WorkerRepository,
    WorkerLife,
    WorkerControl,
    RunRepository,
    HandOutRepository,
    DeadJobRepository,
    DeadJobs,
    QueuePlaceRepository,
    QueuePlaces,
    RunKinds,
    RunService,
    ClaimBell,
    HandOut,
    JobService,
    LostRuns,
    FindLostRunsJob,
    TaskRepository,
    TaskEnds,
    TaskKinds,
    TaskLife,
    TaskNews,
    TaskService,
    TaskOrders,
    TaskReading,
    TaskRunner,
    LookAfterTasksJob,
  ],
  exports: [LostRuns, QueuePlaces, RunKinds, RunService, ServiceDependents, TaskKinds, TaskService],
})
export class ExecutionModule {}
