import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList } from '../../../platform/http/answers.decorator.js';
import { courseRoleGet, courseRoleQuery, type CourseRoleQuery } from '../schemas/course-role.schema.js';
import { CourseRoleService } from '../services/course-role.service.js';

@ApiTags('course members')
@Controller('course-roles')
export class CourseRoleController {
  constructor(private readonly rows: CourseRoleService) {}

  @Get()
  @Allow('course-role.list')
  @AnswersList(courseRoleGet)
  list(@Query({ schema: courseRoleQuery }) query: CourseRoleQuery) {
    return this.rows.list(query);
  }

  @Get(':id')
  @Allow('course-role.get')
  @Answers(courseRoleGet)
  get(@Param('id', { schema: z.string().max(255) }) id: string) {
    return this.rows.get(id);
  }
}
