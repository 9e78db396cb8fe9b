import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { AppError } from '../../../platform/http/app-error.js';
import { assertExpectedVersion } from '../../../platform/http/row-version.js';
import { authErrors } from '../auth.errors.js';
import { InviteRepository } from '../repositories/invite.repository.js';
import { type InviteCreate, type InviteQuery, toInviteGet } from '../schemas/invite.schema.js';
import { AuditLog } from './audit-log.service.js';
import { RoleService } from './role.service.js';
import { newInviteToken } from './secret-token.js';

/** Making, listing and revoking invite links. */
@Injectable()
export class InviteService {
  constructor(
    private readonly tx: Transaction,
    private readonly invites: InviteRepository,
    private readonly roles: RoleService,
    private readonly audit: AuditLog,
  ) {}

  list(actor: Actor, query: InviteQuery) {
    return this.invites.listVisible(actor, query);
  }

  /** @throws 403 AUTHZ_005 for a role that the actor could not grant, AUTHZ_007 for tokens with scopes */
  async create(actor: Actor, input: InviteCreate) {
    if (actor.scopes !== null) throw new AppError('AUTHZ_007', 'A token with scopes cannot make invites.');
    return this.tx.run(async () => {
      await this.roles.assertGrantable(actor, input.roles);
      const row = await this.invites.insert(newInviteToken(), input);
      await this.audit.record({
        action: 'invite.create',
        targetType: 'invite',
        targetId: row.id,
        details: { roles: row.roles, max_uses: row.max_uses },
      });
      return toInviteGet(row);
    });
  }

  /** A revoked invite may be revoked again without harm. */
  async revoke(id: string): Promise<void> {
    await this.tx.run(async () => {
      const row = await this.invites.lock(id);
      if (row === null) throw authErrors.inviteNotFound();
      assertExpectedVersion(row.version);
      if (row.revoked_at !== null) return;
      await this.invites.revoke(id);
      await this.audit.record({ action: 'invite.revoke', targetType: 'invite', targetId: id });
    });
  }
}
