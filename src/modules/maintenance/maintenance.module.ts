import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { HealthController } from './controllers/health.controller.js';
import { RemoveLeftoversJob } from './jobs/remove-leftovers.job.js';
import { HealthRepository } from './repositories/health.repository.js';
import { HealthService } from './services/health.service.js';

/** Looking after the running system. */
@Module({
  imports: [AuthModule],
  controllers: [HealthController],
  providers: [HealthRepository, HealthService, RemoveLeftoversJob],
})
export class MaintenanceModule {}
