import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList } from '../../../platform/http/answers.decorator.js';
import { roleGet, roleList, roleQuery, type RoleQuery } from '../schemas/role.schema.js';
import { RoleService } from '../services/role.service.js';

@ApiTags('roles')
@Controller('roles')
export class RoleController {
  constructor(private readonly roles: RoleService) {}

  @Get()
  @Allow('role.list')
  @AnswersList(roleList)
  list(@Query({ schema: roleQuery }) query: RoleQuery) {
    return this.roles.list(query);
  }

  @Get(':id')
  @Allow('role.get')
  @Answers(roleGet)
  get(@Param('id') id: string) {
    return this.roles.get(id);
  }
}
