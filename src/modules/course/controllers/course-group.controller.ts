import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList, AnswersNothing } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  courseGroupCreate,
  type CourseGroupCreate,
  courseGroupGet,
  courseGroupList,
  courseGroupQuery,
  type CourseGroupQuery,
  courseGroupUpdate,
  type CourseGroupUpdate,
} from '../schemas/course-group.schema.js';
import { CourseGroupService } from '../services/course-group.service.js';

@ApiTags('course groups')
@Controller('course-groups')
export class CourseGroupController {
  constructor(private readonly groups: CourseGroupService) {}

  @Get()
  @Allow('course-group.list')
  @AnswersList(courseGroupList)
  list(@Caller() actor: Actor, @Query({ schema: courseGroupQuery }) query: CourseGroupQuery) {
    return this.groups.list(actor, query);
  }

  @Get(':id')
  @Allow('course-group.get')
  @Answers(courseGroupGet)
  get(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.groups.get(actor, id);
  }

  @Post()
  @Allow('course-group.create')
  @Answers(courseGroupGet, 201)
  create(@Caller() actor: Actor, @Body({ schema: courseGroupCreate }) input: CourseGroupCreate) {
    return this.groups.create(actor, input);
  }

  @Patch(':id')
  @Allow('course-group.update')
  @Answers(courseGroupGet)
  update(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: courseGroupUpdate }) changes: CourseGroupUpdate,
  ) {
    return this.groups.update(actor, id, changes);
  }

  @Delete(':id')
  @Allow('course-group.delete')
  @AnswersNothing()
  remove(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.groups.remove(actor, id);
  }
}
