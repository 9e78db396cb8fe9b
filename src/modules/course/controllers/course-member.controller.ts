import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList, AnswersNothing } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  courseMemberCreate,
  type CourseMemberCreate,
  courseMemberGet,
  courseMemberList,
  courseMemberQuery,
  type CourseMemberQuery,
  courseMemberUpdate,
  type CourseMemberUpdate,
} from '../schemas/course-member.schema.js';
import { CourseMemberService } from '../services/course-member.service.js';

@ApiTags('course members')
@Controller('course-members')
export class CourseMemberController {
  constructor(private readonly members: CourseMemberService) {}

  @Get()
  @Allow('course-member.list')
  @AnswersList(courseMemberList)
  list(@Caller() actor: Actor, @Query({ schema: courseMemberQuery }) query: CourseMemberQuery) {
    return this.members.list(actor, query);
  }

  @Get(':id')
  @Allow('course-member.get')
  @Answers(courseMemberGet)
  get(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.members.get(actor, id);
  }

  @Post()
  @Allow('course-member.create')
  @Answers(courseMemberGet, 201)
  create(@Caller() actor: Actor, @Body({ schema: courseMemberCreate }) input: CourseMemberCreate) {
    return this.members.create(actor, input);
  }

  @Patch(':id')
  @Allow('course-member.update')
  @Answers(courseMemberGet)
  update(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: courseMemberUpdate }) changes: CourseMemberUpdate,
  ) {
    return this.members.update(actor, id, changes);
  }

  @Delete(':id')
  @Allow('course-member.delete')
  @AnswersNothing()
  remove(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.members.remove(actor, id);
  }
}
