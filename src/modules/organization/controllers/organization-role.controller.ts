import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList } from '../../../platform/http/answers.decorator.js';
import {
  organizationRole,
  roleId,
  scopedRoleQuery,
  type ScopedRoleQuery,
} from '../schemas/scoped-role.schema.js';
import { ScopedRoleService } from '../services/scoped-role.service.js';

@ApiTags('organizations')
@Controller('organization-roles')
export class OrganizationRoleController {
  constructor(private readonly roles: ScopedRoleService) {}

  @Get()
  @Allow('organization-role.list')
  @AnswersList(organizationRole)
  list(@Query({ schema: scopedRoleQuery }) query: ScopedRoleQuery) {
    return this.roles.list('organization', query);
  }

  @Get(':id')
  @Allow('organization-role.get')
  @Answers(organizationRole)
  get(@Param('id', { schema: roleId() }) id: string) {
    return this.roles.get('organization', id);
  }
}
