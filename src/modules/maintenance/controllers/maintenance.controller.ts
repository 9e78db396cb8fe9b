import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers } from '../../../platform/http/answers.decorator.js';
import { maintenanceStatus } from '../schemas/maintenance-status.schema.js';
import { MaintenanceService } from '../services/maintenance.service.js';

@ApiTags('maintenance')
@Controller('system/maintenance')
export class MaintenanceController {
  constructor(private readonly maintenance: MaintenanceService) {}

  @Get('status')
  @ApiOperation({ summary: 'Tell whether maintenance is going on or planned' })
  @Allow('system-maintenance.status')
  @Answers(maintenanceStatus)
  status() {
    return this.maintenance.status();
  }
}
