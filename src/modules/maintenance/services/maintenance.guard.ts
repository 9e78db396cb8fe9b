import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { RequestWithActor } from '../../../access/actor.js';
import { maintenanceErrors } from '../maintenance.errors.js';
import { MaintenanceStateRepository } from '../repositories/maintenance-state.repository.js';
import { isOpenDuringMaintenance } from './open-during-maintenance.js';

/** While the system is maintained only administrators change things (contract 00 section 10): 503 MAINT_001. */
@Injectable()
export class MaintenanceGuard implements CanActivate {
  constructor(private readonly state: MaintenanceStateRepository) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<RequestWithActor>();
    if (request.actor?.isAdmin === true) return true;
    if (isOpenDuringMaintenance(request.method, request.routeOptions.url ?? '')) return true;
    const message = await this.state.findActiveMessage();
    if (message !== null) throw maintenanceErrors.underMaintenance(message);
    return true;
  }
}
