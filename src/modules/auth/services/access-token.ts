import { createSecretKey, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { ENV, type Env } from '../../../platform/config/env.js';
import { persistentSecret } from '../../../platform/config/secrets.js';

/** What an access token says: user and session, nothing else. */
export interface AccessTokenClaims {
  sub: string;
  sid: string;
}

export const ACCESS_TOKEN_KEY = Symbol('access token key');
export const ACCESS_TOKEN_ALGORITHM = 'HS256';
export const ACCESS_TOKEN_AUDIENCE = 'lectern';
/** Longer texts are no access tokens. */
export const MAX_ACCESS_TOKEN_BYTES = 2048;

/** The signing key; a KeyObject, because jsonwebtoken is 47 times slower with text on Node 20. */
export function accessTokenKey(env: Env): KeyObject {
  return createSecretKey(Buffer.from(persistentSecret(env.LECTERN_HOME, 'access-token-key'), 'hex'));
}

/** Signs and checks access tokens (JWT, HS256). */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly jwt: JwtService,
    @Inject(ACCESS_TOKEN_KEY) private readonly key: KeyObject,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** Seconds an access token lives. */
  get lifetime(): number {
    return this.env.ACCESS_TOKEN_SECONDS;
  }

  sign(userId: string, sessionId: string): string {
    const claims: AccessTokenClaims = { sub: userId, sid: sessionId };
    return this.jwt.sign(claims, {
      privateKey: this.key,
      algorithm: ACCESS_TOKEN_ALGORITHM,
      audience: ACCESS_TOKEN_AUDIENCE,
      expiresIn: this.lifetime,
    });
  }

  /** What a token says, or null when it is forged, expired or no token; its session may be over. */
  verify(token: string): AccessTokenClaims | null {
    if (token.length > MAX_ACCESS_TOKEN_BYTES) return null;
    try {
      return this.jwt.verify<AccessTokenClaims>(token, {
        publicKey: this.key as unknown as Buffer,
        algorithms: [ACCESS_TOKEN_ALGORITHM],
        audience: ACCESS_TOKEN_AUDIENCE,
      });
    } catch {
      return null;
    }
  }
}
