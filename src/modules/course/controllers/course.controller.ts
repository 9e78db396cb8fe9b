import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  courseCreate,
  type CourseCreate,
  courseGet,
  courseList,
  courseQuery,
  type CourseQuery,
  courseUpdate,
  type CourseUpdate,
} from '../schemas/course.schema.js';
import { CourseService } from '../services/course.service.js';

@ApiTags('courses')
@Controller('courses')
export class CourseController {
  constructor(private readonly courses: CourseService) {}

  @Get()
  @Allow('course.list')
  @AnswersList(courseList)
  list(@Caller() actor: Actor, @Query({ schema: courseQuery }) query: CourseQuery) {
    return this.courses.list(actor, query);
  }

  @Get(':id')
  @Allow('course.get')
  @Answers(courseGet)
  get(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.courses.get(actor, id);
  }

  @Post()
  @Allow('course.create')
  @Answers(courseGet, 201)
  create(@Caller() actor: Actor, @Body({ schema: courseCreate }) input: CourseCreate) {
    return this.courses.create(actor, input);
  }

  @Patch(':id')
  @Allow('course.update')
  @Answers(courseGet)
  update(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: courseUpdate }) changes: CourseUpdate,
  ) {
    return this.courses.update(actor, id, changes);
  }
}
