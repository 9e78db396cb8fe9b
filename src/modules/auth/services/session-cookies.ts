import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ENV, type Env } from '../../../platform/config/env.js';
import { authErrors } from '../auth.errors.js';
import { isForeignOrigin } from './origin.js';
import type { IssuedTokens } from './session.service.js';

const ACCESS = 'ct_access_token';
const REFRESH_COOKIE = 'ct_refresh_token';
const REFRESH_SECONDS = 14 * 24 * 3600;

/** The two cookies of a browser session (contract 00 section 3). */
@Injectable()
export class SessionCookies {
  constructor(@Inject(ENV) private readonly env: Env) {}

  /**
   * The refresh token in the cookies of a browser, null without one.
   * @throws 403 AUTHZ_008 when the page that sent any of the two cookies is of an origin that is not allowed
   */
  refreshTokenOf(request: FastifyRequest): string | null {
    const { [ACCESS]: access, [REFRESH_COOKIE]: refresh } = request.cookies;
    if ((access ?? refresh) !== undefined && isForeignOrigin(request, this.env))
      throw authErrors.originRefused();
    return refresh ?? null;
  }

  set(reply: FastifyReply, tokens: IssuedTokens): void {
    void reply.setCookie(ACCESS, tokens.accessToken, { ...this.options('/'), maxAge: tokens.expiresIn });
    void reply.setCookie(REFRESH_COOKIE, tokens.refreshToken, {
      ...this.options('/auth'),
      maxAge: REFRESH_SECONDS,
    });
  }

  clear(reply: FastifyReply): void {
    void reply.clearCookie(ACCESS, this.options('/'));
    void reply.clearCookie(REFRESH_COOKIE, this.options('/auth'));
  }

  private options(path: string) {
    return {
      path,
      httpOnly: true,
      sameSite: 'lax' as const,
      secure: this.env.PUBLIC_URL.startsWith('https:'),
    };
  }
}
