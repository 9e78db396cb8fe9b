import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList } from '../../../platform/http/answers.decorator.js';
import {
  courseContentKindGet,
  courseContentKindList,
  courseContentKindQuery,
  type CourseContentKindQuery,
} from '../schemas/course-content-kind.schema.js';
import { CourseContentKindService } from '../services/course-content-kind.service.js';

@ApiTags('course content types')
@Controller('course-content-kinds')
export class CourseContentKindController {
  constructor(private readonly rows: CourseContentKindService) {}

  @Get()
  @Allow('course-content-kind.list')
  @AnswersList(courseContentKindList)
  list(@Query({ schema: courseContentKindQuery }) query: CourseContentKindQuery) {
    return this.rows.list(query);
  }

  @Get(':id')
  @Allow('course-content-kind.get')
  @Answers(courseContentKindGet)
  get(@Param('id', { schema: z.string().max(255) }) id: string) {
    return this.rows.get(id);
  }
}
