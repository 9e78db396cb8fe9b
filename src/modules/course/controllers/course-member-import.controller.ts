import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  courseMemberImportRequest,
  type CourseMemberImportRequest,
  courseMemberImportResponse,
} from '../schemas/course-member-import.schema.js';
import { CourseMemberImportService } from '../services/course-member-import.service.js';

@ApiTags('course members')
@Controller('course-member-import')
export class CourseMemberImportController {
  constructor(private readonly imports: CourseMemberImportService) {}

  @Post(':course_id')
  @ApiOperation({ summary: 'Add one person to a course, with a new account if need be' })
  @Allow('course-member-import.create')
  @Answers(courseMemberImportResponse)
  import(
    @Caller() actor: Actor,
    @Param('course_id', { schema: uuid() }) courseId: string,
    @Body({ schema: courseMemberImportRequest }) line: CourseMemberImportRequest,
  ) {
    return this.imports.import(actor, courseId, line);
  }
}
