import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  contentViewQuery,
  type ContentViewQuery,
  courseContentStudentGet,
  courseContentStudentList,
} from '../schemas/student-content.schema.js';
import { StudentContentListService } from '../services/student-content-list.service.js';
import { StudentContentService } from '../services/student-content.service.js';

@ApiTags('views of students')
@Controller('students/course-contents')
export class StudentContentController {
  constructor(
    private readonly contents: StudentContentService,
    private readonly lists: StudentContentListService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List contents as their students see them' })
  @Allow('student-content.list')
  @AnswersList(courseContentStudentList)
  list(@Caller() actor: Actor, @Query({ schema: contentViewQuery }) query: ContentViewQuery) {
    return this.lists.listOwn(actor, query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Show one content as its students see it' })
  @Allow('student-content.get')
  @Answers(courseContentStudentGet)
  get(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.contents.getOwn(actor, id);
  }
}
