import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import { lecturerContentQuery, type LecturerContentQuery } from '../schemas/course-content.schema.js';
import {
  courseGet,
  courseList,
  lecturerCourseQuery,
  type LecturerCourseQuery,
} from '../schemas/course.schema.js';
import { courseContentLecturerGet, courseContentLecturerList } from '../schemas/lecturer-content.schema.js';
import { CourseContentService } from '../services/course-content.service.js';
import { CourseService } from '../services/course.service.js';

/** Courses and contents as their lecturers see them. */
@ApiTags('lecturers')
@Controller('lecturers')
export class LecturerViewController {
  constructor(
    private readonly courses: CourseService,
    private readonly contents: CourseContentService,
  ) {}

  @Get('courses')
  @ApiOperation({ summary: 'List the courses that the caller lectures' })
  @Allow('lecturer-course.list')
  @AnswersList(courseList)
  listCourses(@Caller() actor: Actor, @Query({ schema: lecturerCourseQuery }) query: LecturerCourseQuery) {
    return this.courses.listLectured(actor, query);
  }

  @Get('courses/:id')
  @ApiOperation({ summary: 'Show one course that the caller lectures' })
  @Allow('lecturer-course.get')
  @Answers(courseGet)
  getCourse(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.courses.get(actor, id);
  }

  @Get('course-contents')
  @ApiOperation({ summary: 'List contents as lecturers see them' })
  @Allow('lecturer-content.list')
  @AnswersList(courseContentLecturerList)
  listContents(@Caller() actor: Actor, @Query({ schema: lecturerContentQuery }) query: LecturerContentQuery) {
    return this.contents.listLectured(actor, query);
  }

  @Get('course-contents/:id')
  @ApiOperation({ summary: 'Show one content as lecturers see it' })
  @Allow('lecturer-content.get')
  @Answers(courseContentLecturerGet)
  getContent(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.contents.getLectured(actor, id);
  }
}
