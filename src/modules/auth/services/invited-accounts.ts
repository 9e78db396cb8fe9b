import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { UserRepository } from '../repositories/user.repository.js';
import type { InviteAccept } from '../schemas/invite.schema.js';
import { AccountService } from './account.service.js';
import { AuditLog } from './audit-log.service.js';
import { RoleService } from './role.service.js';
import { type IssuedTokens, SessionService } from './session.service.js';

/** What an invite gives to whoever accepts it. */
export interface InviteGrant {
  inviteId: string;
  roles: readonly string[];
  /** Who made the invite; null when his account is gone. */
  grantedBy: Actor | null;
}

/** Makes the accounts of people who accept invites; call it in the transaction that counts the use. */
@Injectable()
export class InvitedAccounts {
  constructor(
    private readonly accounts: AccountService,
    private readonly users: UserRepository,
    private readonly roles: RoleService,
    private readonly sessions: SessionService,
    private readonly audit: AuditLog,
  ) {}

  /** A new account with password and roles, signed in. @throws 403 AUTHZ_005, 409 CONFLICT_001 */
  async create(person: InviteAccept, passwordHash: string, grant: InviteGrant): Promise<IssuedTokens> {
    await this.roles.assertGrantable(grant.grantedBy, grant.roles);
    const userId = await this.accounts.create({
      username: person.username,
      email: person.email,
      givenName: person.given_name,
      familyName: person.family_name,
    });
    await this.users.setPassword(userId, passwordHash, false);
    for (const role of grant.roles) await this.roles.grant(userId, role);
    await this.audit.record({
      action: 'invite.accept',
      targetType: 'invite',
      targetId: grant.inviteId,
      details: { user_id: userId, roles: grant.roles },
    });
    return this.sessions.open(userId);
  }
}
