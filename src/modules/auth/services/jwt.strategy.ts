import type { KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-jwt';
import type { Actor } from '../../../access/actor.js';
import { AccessRepository } from '../../../access/access.repository.js';
import {
  ACCESS_TOKEN_ALGORITHM,
  ACCESS_TOKEN_AUDIENCE,
  ACCESS_TOKEN_KEY,
  type AccessTokenClaims,
  MAX_ACCESS_TOKEN_BYTES,
} from './access-token.js';

const UUID = /^[0-9a-f-]{36}$/;

/** The access token of the request, put there by the authentication guard after it chose the credential. */
export interface RequestWithAccessToken {
  accessToken?: string;
}

/** Passport strategy `jwt`: signature, algorithm, audience and time by passport-jwt, session and account by the database. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor(
    @Inject(ACCESS_TOKEN_KEY) key: KeyObject,
    private readonly access: AccessRepository,
  ) {
    super({
      secretOrKey: key as unknown as Buffer,
      algorithms: [ACCESS_TOKEN_ALGORITHM],
      audience: ACCESS_TOKEN_AUDIENCE,
      jwtFromRequest: (request: unknown) => {
        const token = (request as RequestWithAccessToken).accessToken;
        return token !== undefined && token.length <= MAX_ACCESS_TOKEN_BYTES ? token : null;
      },
    });
  }

  /** The caller, or false when his session is over or his account archived. */
  async validate(claims: AccessTokenClaims): Promise<Actor | false> {
    if (!UUID.test(claims.sub) || !UUID.test(claims.sid)) return false;
    const facts = { credential: 'session', sessionId: claims.sid, tokenId: null, scopes: null } as const;
    return (await this.access.findActor(claims.sub, facts)) ?? false;
  }
}
