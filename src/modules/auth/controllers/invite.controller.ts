import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../../access/allow.decorator.js';
import { Answers } from '../../../platform/http/answers.decorator.js';
import { inviteAccept, type InviteAccept, inviteAccepted, invitePublic } from '../schemas/invite.schema.js';
import { InviteAcceptance } from '../services/invite-acceptance.service.js';
import { SessionCookies } from '../services/session-cookies.js';

/** Invite links as those who were invited see them; the token is the credential. */
@ApiTags('invites')
@Controller('invites/:token')
export class InviteController {
  constructor(
    private readonly invites: InviteAcceptance,
    private readonly cookies: SessionCookies,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Show the invite of a link' })
  @Public()
  @Answers(invitePublic)
  show(@Param('token') token: string) {
    return this.invites.show(token);
  }

  @Post('accept')
  @ApiOperation({ summary: 'Accept an invite: make an account and sign in' })
  @Public()
  @Answers(inviteAccepted)
  async accept(
    @Param('token') token: string,
    @Body({ schema: inviteAccept }) input: InviteAccept,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const accepted = await this.invites.accept(token, input);
    this.cookies.set(reply, accepted);
    return { user_id: accepted.userId, username: accepted.username, access_token: accepted.accessToken };
  }
}
