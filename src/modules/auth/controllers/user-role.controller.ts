import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  roleTaken,
  userRoleCreate,
  type UserRoleCreate,
  userRoleGet,
  userRoleList,
  userRoleQuery,
  type UserRoleQuery,
} from '../schemas/role.schema.js';
import { RoleService } from '../services/role.service.js';

@ApiTags('roles')
@Controller('user-roles')
export class UserRoleController {
  constructor(private readonly roles: RoleService) {}

  @Get()
  @ApiOperation({ summary: 'List which users have which roles' })
  @Allow('user-role.list')
  @AnswersList(userRoleList)
  list(@Caller() actor: Actor, @Query({ schema: userRoleQuery }) query: UserRoleQuery) {
    return this.roles.listUserRoles(actor, query);
  }

  @Get('users/:user_id/roles/:role_id')
  @ApiOperation({ summary: 'Show whether a user has a role' })
  @Allow('user-role.get')
  @Answers(userRoleGet)
  get(
    @Caller() actor: Actor,
    @Param('user_id', { schema: uuid() }) userId: string,
    @Param('role_id') roleId: string,
  ) {
    return this.roles.getUserRole(actor, userId, roleId);
  }

  @Post()
  @ApiOperation({ summary: 'Give a role to a user' })
  @Allow('user-role.create')
  @Answers(userRoleGet)
  give(@Caller() actor: Actor, @Body({ schema: userRoleCreate }) input: UserRoleCreate) {
    return this.roles.give(actor, input);
  }

  @Delete('users/:user_id/roles/:role_id')
  @ApiOperation({ summary: 'Take a role from a user' })
  @Allow('user-role.delete')
  @Answers(roleTaken)
  take(
    @Caller() actor: Actor,
    @Param('user_id', { schema: uuid() }) userId: string,
    @Param('role_id') roleId: string,
  ) {
    return this.roles.take(actor, userId, roleId);
  }
}
