import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { AnswersList } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  courseMemberCommentCreate,
  type CourseMemberCommentCreate,
  courseMemberCommentList,
  courseMemberCommentQuery,
  type CourseMemberCommentQuery,
  courseMemberCommentUpdate,
  type CourseMemberCommentUpdate,
} from '../schemas/course-member-comment.schema.js';
import { CourseMemberCommentService } from '../services/course-member-comment.service.js';

@ApiTags('course members')
@Controller('course-member-comments')
export class CourseMemberCommentController {
  constructor(private readonly comments: CourseMemberCommentService) {}

  @Get()
  @Allow('course-member-comment.list')
  @AnswersList(courseMemberCommentList)
  list(@Caller() actor: Actor, @Query({ schema: courseMemberCommentQuery }) query: CourseMemberCommentQuery) {
    return this.comments.list(actor, query);
  }

  @Post()
  @Allow('course-member-comment.create')
  @AnswersList(courseMemberCommentList)
  create(
    @Caller() actor: Actor,
    @Body({ schema: courseMemberCommentCreate }) input: CourseMemberCommentCreate,
  ) {
    return this.comments.create(actor, input);
  }

  @Patch(':id')
  @Allow('course-member-comment.update')
  @AnswersList(courseMemberCommentList)
  update(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: courseMemberCommentUpdate }) changes: CourseMemberCommentUpdate,
  ) {
    return this.comments.update(actor, id, changes);
  }

  @Delete(':id')
  @Allow('course-member-comment.delete')
  @AnswersList(courseMemberCommentList)
  remove(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.comments.remove(actor, id);
  }
}
