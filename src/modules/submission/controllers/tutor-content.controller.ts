import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import { Idempotent } from '../../../platform/http/idempotent.decorator.js';
import {
  contentViewQuery,
  type ContentViewQuery,
  courseContentStudentGet,
  courseContentStudentList,
  tutorGradeResponse,
} from '../schemas/student-content.schema.js';
import { tutorGradeCreate, type TutorGradeCreate } from '../schemas/submission-grade.schema.js';
import { StudentContentService } from '../services/student-content.service.js';

@ApiTags('views of tutors')
@Controller('tutors/course-members/:member_id/course-contents')
export class TutorContentController {
  constructor(private readonly contents: StudentContentService) {}

  @Get()
  @ApiOperation({ summary: 'List the contents of a member as his tutors see them' })
  @Allow('tutor-content.list')
  @AnswersList(courseContentStudentList)
  list(
    @Caller() actor: Actor,
    @Param('member_id', { schema: uuid() }) memberId: string,
    @Query({ schema: contentViewQuery }) query: ContentViewQuery,
  ) {
    return this.contents.listOfMember(actor, memberId, query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Show one content of a member as his tutors see it' })
  @Allow('tutor-content.get')
  @Answers(courseContentStudentGet)
  get(
    @Caller() actor: Actor,
    @Param('member_id', { schema: uuid() }) memberId: string,
    @Param('id', { schema: uuid() }) id: string,
  ) {
    return this.contents.getOfMember(actor, memberId, id);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Grade a content of a member, or comment on it' })
  @Allow('tutor-content.grade')
  @Idempotent()
  @Answers(tutorGradeResponse)
  grade(
    @Caller() actor: Actor,
    @Param('member_id', { schema: uuid() }) memberId: string,
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: tutorGradeCreate }) input: TutorGradeCreate,
  ) {
    return this.contents.grade(actor, memberId, id, input);
  }
}
