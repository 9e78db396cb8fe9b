import { Injectable } from '@nestjs/common';
import { AccessRepository } from '../../../access/access.repository.js';
import type { Actor } from '../../../access/actor.js';
import { SCOPE_OWNER, scopedLevel, type ScopedRole } from '../../../access/roles.js';
import { changedProperties } from '../../../platform/database/changes.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { violates } from '../../../platform/http/database-error.js';
import { assertExpectedVersion } from '../../../platform/http/row-version.js';
import { organizationErrors } from '../organization.errors.js';
import { ScopedMemberRepository } from '../repositories/scoped-member.repository.js';
import type {
  MemberScope,
  ScopedMemberCreate,
  ScopedMemberRow,
  ScopedMemberUpdate,
} from '../schemas/scoped-member.schema.js';

const OWNER_LEVEL = scopedLevel(SCOPE_OWNER);

/** Who may give, change and take which role in an organization or family. */
@Injectable()
export class ScopedMemberService {
  constructor(
    private readonly tx: Transaction,
    private readonly members: ScopedMemberRepository,
    private readonly access: AccessRepository,
  ) {}

  /** 404 NF_001 when there is none for the actor. */
  async get(scope: MemberScope, actor: Actor, id: string): Promise<ScopedMemberRow> {
    const row = await this.members.findVisible(scope, actor, id);
    if (row === null) throw organizationErrors.memberNotFound();
    return row;
  }

  /** 403 AUTHZ_005 when the caller may not give the role, 404 NF_002 for an unknown user, 409 for a second row. */
  async create(scope: MemberScope, actor: Actor, input: ScopedMemberCreate): Promise<ScopedMemberRow> {
    return this.tx.run(async () => {
      await this.assertMayManage(scope, actor, input.scope_id, [input.role_id]);
      try {
        const id = await this.members.insert(scope, input);
        return await this.get(scope, actor, id);
      } catch (error) {
        if (violates(error, `${scope}_members_user_id_fkey`)) throw organizationErrors.userNotFound();
        throw error;
      }
    });
  }

  async update(
    scope: MemberScope,
    actor: Actor,
    id: string,
    changes: ScopedMemberUpdate,
  ): Promise<ScopedMemberRow> {
    return this.tx.run(async () => {
      const current = await this.lock(scope, id);
      const role = changes.role_id ?? current.role_id;
      await this.assertMayManage(scope, actor, current.scope_id, [current.role_id, role]);
      if (role !== current.role_id) {
        if (!actor.isAdmin && current.user_id === actor.userId) throw organizationErrors.notYourOwnRole();
        await this.assertOwnerRemains(scope, actor, current);
      }
      const properties = changedProperties(current.properties, changes.properties);
      await this.members.update(scope, id, { role_id: changes.role_id, properties });
      return this.get(scope, actor, id);
    });
  }

  /** Everybody may leave, except the last owner (409 CONFLICT_005). */
  async remove(scope: MemberScope, actor: Actor, id: string): Promise<void> {
    await this.tx.run(async () => {
      const current = await this.lock(scope, id);
      if (current.user_id !== actor.userId)
        await this.assertMayManage(scope, actor, current.scope_id, [current.role_id]);
      await this.assertOwnerRemains(scope, actor, current);
      await this.members.delete(scope, id);
    });
  }

  private async lock(scope: MemberScope, id: string): Promise<ScopedMemberRow> {
    const row = await this.members.lock(scope, id);
    if (row === null) throw organizationErrors.memberNotFound();
    assertExpectedVersion(row.version);
    return row;
  }

  /** Owners manage all roles; whoever else the table let through only those below the owner. */
  private async assertMayManage(
    scope: MemberScope,
    actor: Actor,
    scopeId: string,
    roles: readonly ScopedRole[],
  ): Promise<void> {
    if (actor.isAdmin || !roles.includes(SCOPE_OWNER)) return;
    const kind = scope === 'organization' ? 'organization' : 'course-family';
    const standing = await this.access.findStanding(kind, scopeId, actor);
    const level = scope === 'organization' ? standing?.organizationLevel : standing?.familyLevel;
    if ((level ?? 0) < OWNER_LEVEL) throw organizationErrors.ownersOnly();
  }

  private async assertOwnerRemains(
    scope: MemberScope,
    actor: Actor,
    leaving: ScopedMemberRow,
  ): Promise<void> {
    if (actor.isAdmin || leaving.role_id !== SCOPE_OWNER) return;
    if ((await this.members.countOwners(scope, leaving.scope_id)) < 2) throw organizationErrors.lastOwner();
  }
}
