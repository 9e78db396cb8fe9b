import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  courseReadiness,
  courseReadinessRequest,
  type CourseReadinessRequest,
} from '../schemas/course-readiness.schema.js';
import { CourseReadinessService } from '../services/course-readiness.service.js';

@ApiTags('me')
@Controller('user/courses')
export class CourseReadinessController {
  constructor(private readonly readiness: CourseReadinessService) {}

  @Post(':course_id/validate')
  @ApiOperation({ summary: 'Tell whether the caller can work with the repositories of a course' })
  @Allow('me.validate-course')
  @Answers(courseReadiness)
  validate(
    @Caller() actor: Actor,
    @Param('course_id', { schema: uuid() }) courseId: string,
    @Body({ schema: courseReadinessRequest }) input: CourseReadinessRequest,
  ) {
    return this.readiness.validate(actor, courseId, input?.provider_access_token ?? null);
  }
}
