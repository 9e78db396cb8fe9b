import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  courseFamilyCreate,
  type CourseFamilyCreate,
  courseFamilyGet,
  courseFamilyList,
  courseFamilyQuery,
  type CourseFamilyQuery,
  courseFamilyUpdate,
  type CourseFamilyUpdate,
} from '../schemas/course-family.schema.js';
import { CourseFamilyService } from '../services/course-family.service.js';

@ApiTags('course families')
@Controller('course-families')
export class CourseFamilyController {
  constructor(private readonly families: CourseFamilyService) {}

  @Get()
  @Allow('course-family.list')
  @AnswersList(courseFamilyList)
  list(@Caller() actor: Actor, @Query({ schema: courseFamilyQuery }) query: CourseFamilyQuery) {
    return this.families.list(actor, query);
  }

  @Get(':id')
  @Allow('course-family.get')
  @Answers(courseFamilyGet)
  get(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.families.get(actor, id);
  }

  @Post()
  @Allow('course-family.create')
  @Answers(courseFamilyGet, 201)
  create(@Caller() actor: Actor, @Body({ schema: courseFamilyCreate }) input: CourseFamilyCreate) {
    return this.families.create(actor, input);
  }

  @Patch(':id')
  @Allow('course-family.update')
  @Answers(courseFamilyGet)
  update(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: courseFamilyUpdate }) changes: CourseFamilyUpdate,
  ) {
    return this.families.update(actor, id, changes);
  }
}
