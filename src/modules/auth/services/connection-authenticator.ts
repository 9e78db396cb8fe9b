import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { AccessRepository } from '../../../access/access.repository.js';
import { ENV, type Env } from '../../../platform/config/env.js';
import { authErrors } from '../auth.errors.js';
import { SessionRepository } from '../repositories/session.repository.js';
import { AccessTokens } from './access-token.js';
import { ApiTokenAuthenticator } from './api-token-authenticator.js';
import { type CredentialSource, type PresentedCredential, presentedCredential } from './credential.js';
import { LoginService } from './login.service.js';
import { isForeignPage } from './origin.js';
import { looksLikeApiToken } from './secret-token.js';

/** Finds out who opens a connection that stays open, and whether he still may hold it. */
@Injectable()
export class ConnectionAuthenticator {
  constructor(
    private readonly accessTokens: AccessTokens,
    private readonly apiTokens: ApiTokenAuthenticator,
    private readonly login: LoginService,
    private readonly sessions: SessionRepository,
    private readonly access: AccessRepository,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /**
   * By `token` (access or API token) when it is given, else by the credentials of contract 00 section 3; a cookie only
   * from pages of allowed origins. Throws 401, 403 or 429 as for requests.
   */
  async authenticate(source: CredentialSource, token: string | null): Promise<Actor> {
    const credential = token === null ? presentedCredential(source) : fromToken(token);
    const actor = await this.identify(credential, source);
    if (actor === null) throw authErrors.sessionEnded();
    return actor;
  }

  /** The caller as he is now, by the credential that he came with; null when it is over. */
  async again({ userId, credential, sessionId, tokenId }: Actor): Promise<Actor | null> {
    if (tokenId !== null) return this.apiTokens.again(tokenId);
    return this.access.findActor(userId, { credential, sessionId, tokenId, scopes: null });
  }

  /** Ids of the sessions and API tokens of these callers that are over; one statement. */
  async findOver(actors: readonly Actor[]): Promise<ReadonlySet<string>> {
    const sessions = actors.flatMap(({ sessionId }) => sessionId ?? []);
    const tokens = actors.flatMap(({ tokenId }) => tokenId ?? []);
    if (sessions.length + tokens.length === 0) return new Set();
    return new Set(await this.sessions.findOver(sessions, tokens));
  }

  private async identify(credential: PresentedCredential, source: CredentialSource): Promise<Actor | null> {
    switch (credential.kind) {
      case 'api-token':
        return this.apiTokens.authenticate(credential.token);
      case 'basic':
        return this.find(await this.login.verify(credential.username, credential.password), null);
      case 'access-token': {
        if (credential.cookie && isForeignPage(source.headers, this.env)) throw authErrors.originRefused();
        const claims = this.accessTokens.verify(credential.token);
        return claims === null ? null : this.find(claims.sub, claims.sid);
      }
      case 'none':
        throw authErrors.notSignedIn();
      default:
        throw authErrors.headerUnreadable();
    }
  }

  private find(userId: string, sessionId: string | null): Promise<Actor | null> {
    const credential = sessionId === null ? 'basic' : 'session';
    return this.access.findActor(userId, { credential, sessionId, tokenId: null, scopes: null });
  }
}

function fromToken(token: string): PresentedCredential {
  return looksLikeApiToken(token)
    ? { kind: 'api-token', token }
    : { kind: 'access-token', token, cookie: false };
}
