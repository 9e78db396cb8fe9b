import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList, AnswersNothing } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  apiTokenCreate,
  type ApiTokenCreate,
  apiTokenCreateResponse,
  apiTokenGet,
  apiTokenQuery,
  type ApiTokenQuery,
  apiTokenRevoke,
  type ApiTokenRevoke,
} from '../schemas/api-token.schema.js';
import { ApiTokenService } from '../services/api-token.service.js';

@ApiTags('API tokens')
@Controller('api-tokens')
export class ApiTokenController {
  constructor(private readonly tokens: ApiTokenService) {}

  @Get()
  @Allow('api-token.list')
  @AnswersList(apiTokenGet)
  list(@Caller() actor: Actor, @Query({ schema: apiTokenQuery }) query: ApiTokenQuery) {
    return this.tokens.list(actor, query);
  }

  @Post()
  @Allow('api-token.create')
  @Answers(apiTokenCreateResponse, 201)
  create(@Caller() actor: Actor, @Body({ schema: apiTokenCreate }) input: ApiTokenCreate) {
    return this.tokens.create(actor, input);
  }

  @Delete(':token_id')
  @Allow('api-token.delete')
  @AnswersNothing()
  revoke(
    @Param('token_id', { schema: uuid() }) id: string,
    @Query({ schema: apiTokenRevoke }) query: ApiTokenRevoke,
  ) {
    return this.tokens.revoke(id, query.reason);
  }
}
