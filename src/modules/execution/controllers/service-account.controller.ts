import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList, AnswersNothing } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  serviceCreate,
  type ServiceCreate,
  serviceGet,
  serviceHeartbeat,
  type ServiceHeartbeat,
  serviceQuery,
  type ServiceQuery,
  serviceUpdate,
  type ServiceUpdate,
  serviceForce,
  type ServiceForce,
} from '../schemas/service-account.schema.js';
import { ServiceRemoval } from '../services/service-removal.js';
import { ServiceAccountService } from '../services/service-account.service.js';

@ApiTags('services')
@Controller('service-accounts')
export class ServiceAccountController {
  constructor(
    private readonly services: ServiceAccountService,
    private readonly removal: ServiceRemoval,
  ) {}

  @Get()
  @Allow('service-account.list')
  @AnswersList(serviceGet)
  list(@Caller() actor: Actor, @Query({ schema: serviceQuery }) query: ServiceQuery) {
    return this.services.list(actor, query);
  }

  @Get('me')
  @ApiOperation({ summary: 'Show the service that is calling' })
  @Allow('service-account.me')
  @Answers(serviceGet)
  me(@Caller() actor: Actor) {
    return this.services.me(actor);
  }

  @Get(':id')
  @Allow('service-account.get')
  @Answers(serviceGet)
  get(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.services.get(actor, id);
  }

  @Post()
  @Allow('service-account.create')
  @Answers(serviceGet, 201)
  create(@Body({ schema: serviceCreate }) input: ServiceCreate) {
    return this.services.create(input);
  }

  @Patch(':id')
  @Allow('service-account.update')
  @Answers(serviceGet)
  update(
    @Param('id', { schema: uuid() }) id: string,
    @Query({ schema: serviceForce }) options: ServiceForce,
    @Body({ schema: serviceUpdate }) changes: ServiceUpdate,
  ) {
    return this.services.update(id, changes, options.force);
  }

  @Delete(':id')
  @Allow('service-account.delete')
  @AnswersNothing()
  remove(
    @Param('id', { schema: uuid() }) id: string,
    @Query({ schema: serviceForce }) options: ServiceForce,
  ) {
    return this.removal.remove(id, options.force);
  }

  @Put(':id/heartbeat')
  @ApiOperation({ summary: 'Tell that a service is alive' })
  @Allow('service-account.heartbeat')
  @AnswersNothing()
  heartbeat(
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: serviceHeartbeat }) told: ServiceHeartbeat,
  ) {
    return this.services.heartbeat(id, told);
  }
}
