import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  tutorSubmissionGroupGet,
  tutorSubmissionGroupList,
  tutorSubmissionGroupQuery,
  type TutorSubmissionGroupQuery,
} from '../schemas/tutor-submission-group.schema.js';
import { TutorSubmissionGroupService } from '../services/tutor-submission-group.service.js';

@ApiTags('tutors')
@Controller('tutors/submission-groups')
export class TutorSubmissionGroupController {
  constructor(private readonly groups: TutorSubmissionGroupService) {}

  @Get()
  @ApiOperation({ summary: 'List submission groups as their tutors see them' })
  @Allow('tutor-submission-group.list')
  @AnswersList(tutorSubmissionGroupList)
  list(
    @Caller() actor: Actor,
    @Query({ schema: tutorSubmissionGroupQuery }) query: TutorSubmissionGroupQuery,
  ) {
    return this.groups.list(actor, query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Show one submission group as its tutors see it' })
  @Allow('tutor-submission-group.get')
  @Answers(tutorSubmissionGroupGet)
  get(@Param('id', { schema: uuid() }) id: string) {
    return this.groups.get(id);
  }
}
