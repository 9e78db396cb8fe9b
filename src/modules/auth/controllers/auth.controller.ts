import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { type Actor, Caller } from '../../../access/actor.js';
import { Public } from '../../../access/allow.decorator.js';
import { Answers } from '../../../platform/http/answers.decorator.js';
import {
  localLoginRequest,
  localLoginResponse,
  localRefreshRequest,
  localRefreshResponse,
  logoutResponse,
  refreshRequest,
  refreshResponse,
  toLocalRefreshView,
  toLoginView,
  toRefreshView,
} from '../schemas/login.schema.js';
import { LoginService } from '../services/login.service.js';
import { SessionCookies } from '../services/session-cookies.js';
import { SessionService } from '../services/session.service.js';

/** Signing in, staying signed in, signing out. */
@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly logins: LoginService,
    private readonly sessions: SessionService,
    private readonly cookies: SessionCookies,
  ) {}

  @Post('login')
  @ApiOperation({ summary: 'Sign in with user name or e-mail and password' })
  @Public()
  @Answers(localLoginResponse)
  async login(
    @Body({ schema: localLoginRequest }) body: z.infer<typeof localLoginRequest>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const tokens = await this.sessions.open(await this.logins.verify(body.username, body.password));
    this.cookies.set(reply, tokens);
    return toLoginView(tokens);
  }

  @Post('refresh/local')
  @ApiOperation({ summary: 'Redeem a refresh token for new tokens' })
  @Public()
  @Answers(localRefreshResponse)
  async refreshLocal(@Body({ schema: localRefreshRequest }) body: z.infer<typeof localRefreshRequest>) {
    return toLocalRefreshView(await this.sessions.refresh(body.refresh_token));
  }

  @Post('refresh')
  @ApiOperation({ summary: 'Redeem the refresh token of a cookie or body for new tokens' })
  @Public()
  @Answers(refreshResponse)
  async refresh(
    @Body({ schema: refreshRequest }) body: z.infer<typeof refreshRequest>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const token = body.refresh_token ?? this.cookies.refreshTokenOf(request) ?? '';
    const tokens = await this.sessions.refresh(token).catch((error: unknown) => {
      this.cookies.clear(reply);
      throw error;
    });
    this.cookies.set(reply, tokens);
    return toRefreshView(tokens);
  }

  @Post('logout')
  @ApiOperation({ summary: 'Sign out: end the session and clear its cookies' })
  @Public()
  @Answers(logoutResponse)
  async logout(
    @Caller() actor: Actor | null,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const refreshToken = this.cookies.refreshTokenOf(request);
    if (actor?.sessionId) await this.sessions.end(actor.sessionId);
    if (refreshToken !== null) await this.sessions.endByRefreshToken(refreshToken);
    this.cookies.clear(reply);
    return { message: 'Signed out.', provider: 'local' };
  }
}
