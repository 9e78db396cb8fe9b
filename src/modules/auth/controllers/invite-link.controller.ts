import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Actor, Caller } from '../../../access/actor.js';
import { Allow } from '../../../access/allow.decorator.js';
import { Answers, AnswersList, AnswersNothing } from '../../../platform/http/answers.decorator.js';
import { id as uuid } from '../../../platform/http/fields.js';
import {
  inviteCreate,
  type InviteCreate,
  inviteGet,
  inviteList,
  inviteQuery,
  type InviteQuery,
} from '../schemas/invite.schema.js';
import { InviteService } from '../services/invite.service.js';

/** Invite links as those who make them see them. */
@ApiTags('invites')
@Controller('admin/invites')
export class InviteLinkController {
  constructor(private readonly invites: InviteService) {}

  @Get()
  @Allow('invite.list')
  @AnswersList(inviteList)
  list(@Caller() actor: Actor, @Query({ schema: inviteQuery }) query: InviteQuery) {
    return this.invites.list(actor, query);
  }

  @Post()
  @Allow('invite.create')
  @Answers(inviteGet, 201)
  create(@Caller() actor: Actor, @Body({ schema: inviteCreate }) input: InviteCreate) {
    return this.invites.create(actor, input);
  }

  @Delete(':id')
  @Allow('invite.delete')
  @AnswersNothing()
  revoke(@Param('id', { schema: uuid() }) id: string) {
    return this.invites.revoke(id);
  }
}
