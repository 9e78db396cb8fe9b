import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  courseStudentGet,
  courseStudentList,
  courseViewQuery,
  type CourseViewQuery,
} from '../schemas/course-view.schema.js';
import { CourseViewService } from '../services/course-view.service.js';

@ApiTags('views of students')
@Controller('students/courses')
export class StudentCourseController {
  constructor(private readonly courses: CourseViewService) {}

  @Get()
  @ApiOperation({ summary: 'List the courses that the caller attends' })
  @Allow('student-course.list')
  @AnswersList(courseStudentList)
  list(@Caller() actor: Actor, @Query({ schema: courseViewQuery }) query: CourseViewQuery) {
    return this.courses.listAttended(actor, query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Show one course that the caller attends' })
  @Allow('student-course.get')
  @Answers(courseStudentGet)
  get(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.courses.getAttended(actor, id);
  }
}
