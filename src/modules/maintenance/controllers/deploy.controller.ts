import { Body, Controller, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers } from '../../../platform/http/answers.decorator.js';
import { Idempotent } from '../../../platform/http/idempotent.decorator.js';
import { taskResponse } from '../../execution/schemas/task.schema.js';
import {
  courseDeployRequest,
  type CourseDeployRequest,
  courseFamilyDeployRequest,
  type CourseFamilyDeployRequest,
  organizationDeployRequest,
  type OrganizationDeployRequest,
} from '../schemas/deploy.schema.js';
import { DeployService } from '../services/deploy.service.js';

@ApiTags('system')
@Controller('system/deploy')
export class DeployController {
  constructor(private readonly service: DeployService) {}

  @Post('organizations')
  @ApiOperation({ summary: 'Start creating an organization' })
  @Allow('deploy.organization')
  @Idempotent()
  @Answers(taskResponse)
  organization(
    @Caller() actor: Actor,
    @Body({ schema: organizationDeployRequest }) request: OrganizationDeployRequest,
  ) {
    return this.service.organization(actor, request);
  }

  @Post('course-families')
  @ApiOperation({ summary: 'Start creating a course family' })
  @Allow('deploy.course-family')
  @Idempotent()
  @Answers(taskResponse)
  courseFamily(
    @Caller() actor: Actor,
    @Body({ schema: courseFamilyDeployRequest }) request: CourseFamilyDeployRequest,
  ) {
    return this.service.courseFamily(actor, request);
  }

  @Post('courses')
  @ApiOperation({ summary: 'Start creating a course, with its repositories' })
  @Allow('deploy.course')
  @Idempotent()
  @Answers(taskResponse)
  course(@Caller() actor: Actor, @Body({ schema: courseDeployRequest }) request: CourseDeployRequest) {
    return this.service.course(actor, request);
  }
}
