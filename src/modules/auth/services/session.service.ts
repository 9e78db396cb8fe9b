import { Injectable } from '@nestjs/common';
import { currentContext } from '../../../platform/http/request-context.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { authErrors } from '../auth.errors.js';
import { SessionRepository } from '../repositories/session.repository.js';
import { AccessTokens } from './access-token.js';
import { hashToken, newRefreshToken } from './secret-token.js';

/** Days a session may live after its login, and a refresh token after its issue. */
const SESSION_DAYS = 90;
const REFRESH_DAYS = 14;
/** Seconds in which a redeemed token may be redeemed again: parallel tabs, lost answers. */
const REUSE_GRACE_SECONDS = 30;

export interface IssuedTokens {
  userId: string;
  accessToken: string;
  refreshToken: string;
  /** Lifetime of the access token, seconds. */
  expiresIn: number;
}

/** Opens, refreshes and ends sessions. */
@Injectable()
export class SessionService {
  constructor(
    private readonly tx: Transaction,
    private readonly sessions: SessionRepository,
    private readonly accessTokens: AccessTokens,
  ) {}

  /** A new session for a user who has proved who he is. */
  async open(userId: string): Promise<IssuedTokens> {
    const context = currentContext();
    return this.tx.run(async () => {
      const session = { userId, ip: context?.ip ?? null, userAgent: context?.userAgent ?? null };
      const sessionId = await this.sessions.open(session, SESSION_DAYS);
      return this.issue(userId, sessionId, null);
    });
  }

  /**
   * Redeems a refresh token for a new pair (AUTH_003 when it cannot). Used again within 30 s it gives another
   * child of the same family; later reuse means a stolen token and ends the session.
   */
  async refresh(refreshToken: string): Promise<IssuedTokens> {
    const issued = await this.tx.run(async () => {
      const row = await this.sessions.lockRefreshToken(hashToken(refreshToken));
      if (row === null || !row.alive) return null;
      if (row.used_seconds_ago !== null && row.used_seconds_ago > REUSE_GRACE_SECONDS) {
        await this.sessions.revoke(row.session_id, 'refresh token used twice');
        return null;
      }
      await this.sessions.markRedeemed(row, currentContext()?.ip ?? null);
      return this.issue(row.user_id, row.session_id, row.id);
    });
    if (issued === null) throw authErrors.sessionEnded();
    return issued;
  }

  /** Ends the session of a refresh token, if it has one. */
  async endByRefreshToken(refreshToken: string): Promise<void> {
    await this.tx.run(async () => {
      const row = await this.sessions.lockRefreshToken(hashToken(refreshToken));
      if (row !== null) await this.sessions.end(row.session_id);
    });
  }

  async end(sessionId: string): Promise<void> {
    await this.tx.run(() => this.sessions.end(sessionId));
  }

  /** Removes sessions that are over for more than 30 days; returns how many. */
  async removeFinished(): Promise<number> {
    return this.tx.run(() => this.sessions.removeFinished(30));
  }

  private async issue(userId: string, sessionId: string, parentId: string | null): Promise<IssuedTokens> {
    const refreshToken = newRefreshToken();
    await this.sessions.addRefreshToken(sessionId, hashToken(refreshToken), parentId, REFRESH_DAYS);
    return {
      userId,
      accessToken: this.accessTokens.sign(userId, sessionId),
      refreshToken,
      expiresIn: this.accessTokens.lifetime,
    };
  }
}
