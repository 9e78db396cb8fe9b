import { Injectable } from '@nestjs/common';
import { MaintenanceStateRepository } from '../repositories/maintenance-state.repository.js';
import { toMaintenanceStatus } from '../schemas/maintenance-status.schema.js';

/** Whether the system is being maintained (contract 07 section 3). */
@Injectable()
export class MaintenanceService {
  constructor(private readonly state: MaintenanceStateRepository) {}

  async status() {
    return toMaintenanceStatus(await this.state.read());
  }
}
