import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  assignExampleRequest,
  type AssignExampleRequest,
  assignExampleResponse,
  courseDeployments,
  deploymentGet,
  upgradeRequest,
  type UpgradeRequest,
  upgradeResponse,
} from '../schemas/assignment.schema.js';
import { DeploymentService } from '../services/deployment.service.js';

@ApiTags('lecturers')
@Controller('lecturers')
export class LecturerDeploymentController {
  constructor(private readonly deployments: DeploymentService) {}

  @Post('course-contents/:id/assign-example')
  @ApiOperation({ summary: 'Assign a version of an example to a content' })
  @Allow('deployment.assign')
  @Answers(assignExampleResponse)
  assign(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: assignExampleRequest }) input: AssignExampleRequest,
  ) {
    return this.deployments.assign(actor, id, input);
  }

  @Get('course-contents/:id/deployment')
  @ApiOperation({ summary: 'Show which example a content has, and how far it is released' })
  @Allow('deployment.get')
  @Answers(deploymentGet)
  get(@Param('id', { schema: uuid() }) id: string) {
    return this.deployments.get(id);
  }

  @Get('courses/:id/deployments')
  @ApiOperation({ summary: 'Show what the contents of a course have and how far it is released' })
  @Allow('deployment.list')
  @Answers(courseDeployments)
  list(@Param('id', { schema: uuid() }) id: string) {
    return this.deployments.list(id);
  }

  @Post('courses/:id/upgrade-versions')
  @ApiOperation({ summary: 'Give contents of a course newer versions of their examples' })
  @Allow('deployment.upgrade')
  @Answers(upgradeResponse)
  upgrade(
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: upgradeRequest }) input: UpgradeRequest,
  ) {
    return this.deployments.upgrade(id, input);
  }
}
