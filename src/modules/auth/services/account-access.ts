import { Injectable } from '@nestjs/common';
import { ApiTokenRepository } from '../repositories/api-token.repository.js';
import { SessionRepository } from '../repositories/session.repository.js';
import { AuditLog } from './audit-log.service.js';

/** Takes an account's ways in away. */
@Injectable()
export class AccountAccess {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly tokens: ApiTokenRepository,
    private readonly audit: AuditLog,
  ) {}

  /** Records a changed password and revokes every session of the account but `keep`. */
  async passwordSet(userId: string, keep: string | null): Promise<void> {
    await this.sessions.revokeOthers(userId, keep, 'password changed');
    await this.audit.record({ action: 'user.set_password', targetType: 'user', targetId: userId });
  }

  /** Revokes every session and API token of the account. */
  async endAll(userId: string, reason: string): Promise<void> {
    await this.sessions.revokeOthers(userId, null, reason);
    await this.tokens.revokeAllOf(userId, reason);
  }
}
