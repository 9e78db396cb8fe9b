import type { KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import type { Actor } from '../../../access/actor.js';
import { AppError } from '../../../platform/http/app-error.js';
import {
  ACCESS_TOKEN_ALGORITHM,
  ACCESS_TOKEN_AUDIENCE,
  ACCESS_TOKEN_KEY,
  type AccessTokenClaims,
} from './access-token.js';
import { ApiTokenAuthenticator } from './api-token-authenticator.js';
import { JwtStrategy } from './jwt.strategy.js';
import { looksLikeApiToken } from './secret-token.js';

/** Tells whose token a text is that somebody sent in a body or a header of his own. */
@Injectable()
export class TokenAuthenticator {
  constructor(
    private readonly apiTokens: ApiTokenAuthenticator,
    private readonly jwt: JwtService,
    private readonly sessions: JwtStrategy,
    @Inject(ACCESS_TOKEN_KEY) private readonly key: KeyObject,
  ) {}

  /** The owner with the rights of the token, an API token or the access token of a session; null when it is not valid. */
  async find(token: string): Promise<Actor | null> {
    try {
      if (looksLikeApiToken(token)) return await this.apiTokens.authenticate(token);
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    }
    const claims = this.read(token);
    return claims === null ? null : (await this.sessions.validate(claims)) || null;
  }

  private read(token: string): AccessTokenClaims | null {
    try {
      return this.jwt.verify<AccessTokenClaims>(token, {
        secret: this.key as unknown as Buffer,
        algorithms: [ACCESS_TOKEN_ALGORITHM],
        audience: ACCESS_TOKEN_AUDIENCE,
      });
    } catch {
      return null;
    }
  }
}
