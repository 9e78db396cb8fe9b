import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  courseMemberGradingQuery,
  type CourseMemberGradingQuery,
  courseMemberGradingsGet,
  courseMemberGradingsList,
} from '../schemas/course-member-grading.schema.js';
import { CourseMemberGradingService } from '../services/course-member-grading.service.js';

@ApiTags('gradings')
@Controller('course-member-gradings')
export class CourseMemberGradingController {
  constructor(private readonly gradings: CourseMemberGradingService) {}

  @Get()
  @ApiOperation({ summary: 'List how far the members of a course are' })
  @Allow('course-member-grading.list')
  @AnswersList(courseMemberGradingsList)
  list(@Caller() actor: Actor, @Query({ schema: courseMemberGradingQuery }) query: CourseMemberGradingQuery) {
    return this.gradings.list(actor, query);
  }

  @Get(':course_member_id')
  @ApiOperation({ summary: 'Show how far one member of a course is' })
  @Allow('course-member-grading.get')
  @Answers(courseMemberGradingsGet)
  get(@Caller() actor: Actor, @Param('course_member_id', { schema: uuid() }) memberId: string) {
    return this.gradings.get(actor, memberId);
  }
}
