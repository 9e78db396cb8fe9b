import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import { Idempotent } from '../../../platform/http/idempotent.decorator.js';
import {
  submissionGradeCreate,
  type SubmissionGradeCreate,
  submissionGradeList,
  submissionGradeQuery,
  type SubmissionGradeQuery,
} from '../schemas/submission-grade.schema.js';
import { SubmissionGradeService } from '../services/submission-grade.service.js';

@ApiTags('grades')
@Controller('submissions')
export class SubmissionGradeController {
  constructor(private readonly grades: SubmissionGradeService) {}

  @Post('artifacts/:id/grades')
  @ApiOperation({ summary: 'Grade a hand-in' })
  @Allow('submission-grade.create')
  @Idempotent()
  @Answers(submissionGradeList, 201)
  create(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: submissionGradeCreate }) input: SubmissionGradeCreate,
  ) {
    return this.grades.create(actor, id, input);
  }

  @Get('artifacts/:id/grades')
  @ApiOperation({ summary: 'List the grades of a hand-in' })
  @Allow('submission-grade.list-of-artifact')
  @AnswersList(submissionGradeList)
  listOfArtifact(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Query({ schema: submissionGradeQuery }) query: SubmissionGradeQuery,
  ) {
    return this.grades.listOfArtifact(actor, id, query);
  }

  @Get('grades')
  @ApiOperation({ summary: 'List grades of hand-ins' })
  @Allow('submission-grade.list')
  @AnswersList(submissionGradeList)
  list(@Caller() actor: Actor, @Query({ schema: submissionGradeQuery }) query: SubmissionGradeQuery) {
    return this.grades.list(actor, query);
  }
}
