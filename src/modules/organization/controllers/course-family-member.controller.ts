import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList, AnswersNothing } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  courseFamilyMemberCreate,
  type CourseFamilyMemberCreate,
  courseFamilyMemberGet,
  courseFamilyMemberList,
  courseFamilyMemberQuery,
  type CourseFamilyMemberQuery,
  courseFamilyMemberUpdate,
  type CourseFamilyMemberUpdate,
} from '../schemas/course-family-member.schema.js';
import { CourseFamilyMemberService } from '../services/course-family-member.service.js';

@ApiTags('course families')
@Controller('course-family-members')
export class CourseFamilyMemberController {
  constructor(private readonly members: CourseFamilyMemberService) {}

  @Get()
  @Allow('course-family-member.list')
  @AnswersList(courseFamilyMemberList)
  list(@Caller() actor: Actor, @Query({ schema: courseFamilyMemberQuery }) query: CourseFamilyMemberQuery) {
    return this.members.list(actor, query);
  }

  @Get(':id')
  @Allow('course-family-member.get')
  @Answers(courseFamilyMemberGet)
  get(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.members.get(actor, id);
  }

  @Post()
  @Allow('course-family-member.create')
  @Answers(courseFamilyMemberGet, 201)
  create(
    @Caller() actor: Actor,
    @Body({ schema: courseFamilyMemberCreate }) input: CourseFamilyMemberCreate,
  ) {
    return this.members.create(actor, input);
  }

  @Patch(':id')
  @Allow('course-family-member.update')
  @Answers(courseFamilyMemberGet)
  update(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: courseFamilyMemberUpdate }) changes: CourseFamilyMemberUpdate,
  ) {
    return this.members.update(actor, id, changes);
  }

  @Delete(':id')
  @Allow('course-family-member.delete')
  @AnswersNothing()
  remove(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.members.remove(actor, id);
  }
}
