import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList, AnswersNothing } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  courseContentTypeCreate,
  type CourseContentTypeCreate,
  courseContentTypeGet,
  courseContentTypeList,
  courseContentTypeQuery,
  type CourseContentTypeQuery,
  courseContentTypeUpdate,
  type CourseContentTypeUpdate,
} from '../schemas/course-content-type.schema.js';
import { CourseContentTypeService } from '../services/course-content-type.service.js';

@ApiTags('course content types')
@Controller('course-content-types')
export class CourseContentTypeController {
  constructor(private readonly types: CourseContentTypeService) {}

  @Get()
  @Allow('course-content-type.list')
  @AnswersList(courseContentTypeList)
  list(@Caller() actor: Actor, @Query({ schema: courseContentTypeQuery }) query: CourseContentTypeQuery) {
    return this.types.list(actor, query);
  }

  @Get(':id')
  @Allow('course-content-type.get')
  @Answers(courseContentTypeGet)
  get(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.types.get(actor, id);
  }

  @Post()
  @Allow('course-content-type.create')
  @Answers(courseContentTypeGet, 201)
  create(@Caller() actor: Actor, @Body({ schema: courseContentTypeCreate }) input: CourseContentTypeCreate) {
    return this.types.create(actor, input);
  }

  @Patch(':id')
  @Allow('course-content-type.update')
  @Answers(courseContentTypeGet)
  update(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: courseContentTypeUpdate }) changes: CourseContentTypeUpdate,
  ) {
    return this.types.update(actor, id, changes);
  }

  @Delete(':id')
  @Allow('course-content-type.delete')
  @AnswersNothing()
  remove(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.types.remove(actor, id);
  }
}
