import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  organizationCreate,
  type OrganizationCreate,
  organizationGet,
  organizationList,
  organizationQuery,
  type OrganizationQuery,
  organizationUpdate,
  type OrganizationUpdate,
} from '../schemas/organization.schema.js';
import { OrganizationService } from '../services/organization.service.js';

@ApiTags('organizations')
@Controller('organizations')
export class OrganizationController {
  constructor(private readonly organizations: OrganizationService) {}

  @Get()
  @Allow('organization.list')
  @AnswersList(organizationList)
  list(@Caller() actor: Actor, @Query({ schema: organizationQuery }) query: OrganizationQuery) {
    return this.organizations.list(actor, query);
  }

  @Get(':id')
  @Allow('organization.get')
  @Answers(organizationGet)
  get(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.organizations.get(actor, id);
  }

  @Post()
  @Allow('organization.create')
  @Answers(organizationGet, 201)
  create(@Caller() actor: Actor, @Body({ schema: organizationCreate }) input: OrganizationCreate) {
    return this.organizations.create(actor, input);
  }

  @Patch(':id')
  @Allow('organization.update')
  @Answers(organizationGet)
  update(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: organizationUpdate }) changes: OrganizationUpdate,
  ) {
    return this.organizations.update(actor, id, changes);
  }
}
