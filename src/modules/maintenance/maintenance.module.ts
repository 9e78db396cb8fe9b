import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.js';
import { HealthController } from './controllers/health.controller.js';
import { MaintenanceController } from './controllers/maintenance.controller.js';
import { MaintenanceState } from './entities/maintenance-state.entity.js';
import { RemoveLeftoversJob } from './jobs/remove-leftovers.job.js';
import { HealthRepository } from './repositories/health.repository.js';
import { MaintenanceStateRepository } from './repositories/maintenance-state.repository.js';
import { HealthService } from './services/health.service.js';
import { MaintenanceService } from './services/maintenance.service.js';

/** Looking after the running system. */
@Module({
  imports: [AuthModule, TypeOrmModule.forFeature([MaintenanceState])],
  controllers: [HealthController, MaintenanceController],
  providers: [
    HealthRepository,
    HealthService,
    MaintenanceService,
    MaintenanceStateRepository,
    RemoveLeftoversJob,
  ],
})
export class MaintenanceModule {}
