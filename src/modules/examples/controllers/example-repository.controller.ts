import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  exampleRepositoryCreate,
  type ExampleRepositoryCreate,
  exampleRepositoryGet,
  exampleRepositoryList,
  exampleRepositoryQuery,
  type ExampleRepositoryQuery,
  exampleRepositoryUpdate,
  type ExampleRepositoryUpdate,
} from '../schemas/example-repository.schema.js';
import { ExampleRepositoryService } from '../services/example-repository.service.js';

@ApiTags('example repositories')
@Controller('example-repositories')
export class ExampleRepositoryController {
  constructor(private readonly repositories: ExampleRepositoryService) {}

  @Get()
  @Allow('example-repository.list')
  @AnswersList(exampleRepositoryList)
  list(@Caller() actor: Actor, @Query({ schema: exampleRepositoryQuery }) query: ExampleRepositoryQuery) {
    return this.repositories.list(actor, query);
  }

  @Get(':id')
  @Allow('example-repository.get')
  @Answers(exampleRepositoryGet)
  get(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.repositories.get(actor, id);
  }

  @Post()
  @Allow('example-repository.create')
  @Answers(exampleRepositoryGet, 201)
  create(@Caller() actor: Actor, @Body({ schema: exampleRepositoryCreate }) input: ExampleRepositoryCreate) {
    return this.repositories.create(actor, input);
  }

  @Patch(':id')
  @Allow('example-repository.update')
  @Answers(exampleRepositoryGet)
  update(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: exampleRepositoryUpdate }) changes: ExampleRepositoryUpdate,
  ) {
    return this.repositories.update(actor, id, changes);
  }
}
