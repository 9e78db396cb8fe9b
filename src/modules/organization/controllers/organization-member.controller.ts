import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList, AnswersNothing } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  organizationMemberCreate,
  type OrganizationMemberCreate,
  organizationMemberGet,
  organizationMemberList,
  organizationMemberQuery,
  type OrganizationMemberQuery,
  organizationMemberUpdate,
  type OrganizationMemberUpdate,
} from '../schemas/organization-member.schema.js';
import { OrganizationMemberService } from '../services/organization-member.service.js';

@ApiTags('organizations')
@Controller('organization-members')
export class OrganizationMemberController {
  constructor(private readonly members: OrganizationMemberService) {}

  @Get()
  @Allow('organization-member.list')
  @AnswersList(organizationMemberList)
  list(@Caller() actor: Actor, @Query({ schema: organizationMemberQuery }) query: OrganizationMemberQuery) {
    return this.members.list(actor, query);
  }

  @Get(':id')
  @Allow('organization-member.get')
  @Answers(organizationMemberGet)
  get(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.members.get(actor, id);
  }

  @Post()
  @Allow('organization-member.create')
  @Answers(organizationMemberGet, 201)
  create(
    @Caller() actor: Actor,
    @Body({ schema: organizationMemberCreate }) input: OrganizationMemberCreate,
  ) {
    return this.members.create(actor, input);
  }

  @Patch(':id')
  @Allow('organization-member.update')
  @Answers(organizationMemberGet)
  update(
    @Caller() actor: Actor,
    @Param('id', { schema: uuid() }) id: string,
    @Body({ schema: organizationMemberUpdate }) changes: OrganizationMemberUpdate,
  ) {
    return this.members.update(actor, id, changes);
  }

  @Delete(':id')
  @Allow('organization-member.delete')
  @AnswersNothing()
  remove(@Caller() actor: Actor, @Param('id', { schema: uuid() }) id: string) {
    return this.members.remove(actor, id);
  }
}
