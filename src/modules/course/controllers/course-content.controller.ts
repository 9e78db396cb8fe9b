import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList, AnswersNothing } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  courseContentCreate,
  type CourseContentCreate,
  courseContentMove,
  type CourseContentMove,
  courseContentQuery,
  type CourseContentQuery,
  courseContentUpdate,
  type CourseContentUpdate,
} from '../schemas/course-content.schema.js';
import { courseContentGet, courseContentList } from '../schemas/course-content-view.schema.js';
import { CourseContentService } from '../services/course-content.service.js';

@ApiTags('course contents')
@Controller('course-contents')
export class CourseContentController {
  constructor(private readonly contents: CourseContentService) {}

  @Get()
  @Allow('course-content.list')
  @AnswersList(courseContentList)
  list(@Caller() actor: Actor, @Query({ schema: courseContentQuery }) query: CourseContentQuery) {
    return this.contents.list(actor, query);
  }

  @Get(':id')
  @Allow('course-content.get')
  @Answers(courseContentGet)
  get(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.contents.get(actor, id);
  }

  @Post()
  @Allow('course-content.create')
  @Answers(courseContentGet, 201)
  create(@Caller() actor: Actor, @Body({ schema: courseContentCreate }) input: CourseContentCreate) {
    return this.contents.create(actor, input);
  }

  @Patch(':id')
  @Allow('course-content.update')
  @Answers(courseContentGet)
  update(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: courseContentUpdate }) changes: CourseContentUpdate,
  ) {
    return this.contents.update(actor, id, changes);
  }

  @Patch(':id/move')
  @ApiOperation({ summary: 'Move a content within its course, with everything below it' })
  @Allow('course-content.move')
  @Answers(courseContentGet)
  move(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: courseContentMove }) target: CourseContentMove,
  ) {
    return this.contents.move(actor, id, target);
  }

  @Patch(':id/archive')
  @Allow('course-content.archive')
  @AnswersNothing()
  archive(@Param('id', { schema: uuid() }) id: string) {
    return this.contents.setArchived(id, true);
  }

  @Patch(':id/unarchive')
  @Allow('course-content.unarchive')
  @AnswersNothing()
  unarchive(@Param('id', { schema: uuid() }) id: string) {
    return this.contents.setArchived(id, false);
  }

  @Delete(':id')
  @Allow('course-content.delete')
  @AnswersNothing()
  remove(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.contents.remove(actor, id);
  }
}
