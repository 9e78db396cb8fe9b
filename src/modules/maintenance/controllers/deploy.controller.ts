import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
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
  @Allow('deploy.course')
  @Idempotent()
  @Answers(taskResponse)
  course(@Caller() actor: Actor, @Body({ schema: courseDeployRequest }) request: CourseDeployRequest) {
    return this.service.course(actor, request);
  }
}
