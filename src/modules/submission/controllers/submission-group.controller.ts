import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  submissionGroupGet,
  submissionGroupList,
  submissionGroupQuery,
  type SubmissionGroupQuery,
} from '../schemas/submission-group.schema.js';
import { SubmissionGroupService } from '../services/submission-group.service.js';

@ApiTags('submission groups')
@Controller('submission-groups')
export class SubmissionGroupController {
  constructor(private readonly groups: SubmissionGroupService) {}

  @Get()
  @Allow('submission-group.list')
  @AnswersList(submissionGroupList)
  list(@Caller() actor: Actor, @Query({ schema: submissionGroupQuery }) query: SubmissionGroupQuery) {
    return this.groups.list(actor, query);
  }

  @Get(':id')
  @Allow('submission-group.get')
  @Answers(submissionGroupGet)
  get(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.groups.get(actor, id);
  }
}
