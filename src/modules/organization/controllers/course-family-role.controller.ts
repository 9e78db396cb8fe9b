import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList } from '../../../platform/http/answers.decorator.js';
import {
  courseFamilyRole,
  roleId,
  scopedRoleQuery,
  type ScopedRoleQuery,
} from '../schemas/scoped-role.schema.js';
import { ScopedRoleService } from '../services/scoped-role.service.js';

@ApiTags('course families')
@Controller('course-family-roles')
export class CourseFamilyRoleController {
  constructor(private readonly roles: ScopedRoleService) {}

  @Get()
  @Allow('course-family-role.list')
  @AnswersList(courseFamilyRole)
  list(@Query({ schema: scopedRoleQuery }) query: ScopedRoleQuery) {
    return this.roles.list('course_family', query);
  }

  @Get(':id')
  @Allow('course-family-role.get')
  @Answers(courseFamilyRole)
  get(@Param('id', { schema: roleId() }) id: string) {
    return this.roles.get('course_family', id);
  }
}
