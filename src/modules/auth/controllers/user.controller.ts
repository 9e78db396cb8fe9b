import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList, AnswersNothing } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  userCreate,
  type UserCreate,
  userGet,
  userList,
  userQuery,
  type UserQuery,
  userUpdate,
  type UserUpdate,
} from '../schemas/user.schema.js';
import { UserService } from '../services/user.service.js';

@ApiTags('users')
@Controller('users')
export class UserController {
  constructor(private readonly users: UserService) {}

  @Get()
  @Allow('user.list')
  @AnswersList(userList)
  list(@Caller() actor: Actor, @Query({ schema: userQuery }) query: UserQuery) {
    return this.users.list(actor, query);
  }

  @Get(':id')
  @Allow('user.get')
  @Answers(userGet)
  get(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.users.get(actor, id);
  }

  @Post()
  @Allow('user.create')
  @Answers(userGet, 201)
  create(@Body({ schema: userCreate }) input: UserCreate) {
    return this.users.create(input);
  }

  @Patch(':id')
  @Allow('user.update')
  @Answers(userGet)
  update(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: userUpdate }) changes: UserUpdate,
  ) {
    return this.users.update(actor, id, changes);
  }

  @Patch(':id/archive')
  @Allow('user.archive')
  @AnswersNothing()
  archive(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.users.archive(actor, id);
  }

  @Patch(':id/unarchive')
  @Allow('user.unarchive')
  @AnswersNothing()
  unarchive(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.users.unarchive(actor, id);
  }
}
