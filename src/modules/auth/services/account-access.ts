import { Injectable } from '@nestjs/common';
import { ApiTokenRepository } from '../repositories/api-token.repository.js';
import { SessionRepository } from '../repositories/session.repository.js';

/** Takes an account's ways in away. */
@Injectable()
export class AccountAccess {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly tokens: ApiTokenRepository,
  ) {}

  /** Revokes every session of the account but `keep`. */
  async endSessions(userId: string, keep: string | null, reason: string): Promise<void> {
    await this.sessions.revokeOthers(userId, keep, reason);
  }

  /** Revokes every session and API token of the account. */
  async endAll(userId: string, reason: string): Promise<void> {
    await this.sessions.revokeOthers(userId, null, reason);
    await this.tokens.revokeAllOf(userId, reason);
  }
}
