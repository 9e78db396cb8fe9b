import { Module } from '@nestjs/common';
import { HealthController } from './controllers/health.controller.js';
import { HealthRepository } from './repositories/health.repository.js';
import { HealthService } from './services/health.service.js';

/** Looking after the running system. */
@Module({
  controllers: [HealthController],
  providers: [HealthRepository, HealthService],
})
export class MaintenanceModule {}
