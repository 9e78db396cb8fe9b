import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { ADMIN } from '../../../access/roles.js';
import { AdvisoryLock } from '../../../platform/database/advisory-lock.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { AppError } from '../../../platform/http/app-error.js';
import { assertExpectedVersion } from '../../../platform/http/row-version.js';
import { authErrors } from '../auth.errors.js';
import { RoleRepository, type RoleWithClaims } from '../repositories/role.repository.js';
import { UserRepository } from '../repositories/user.repository.js';
import {
  type RoleQuery,
  toRoleGet,
  toUserRoleGet,
  type UserRoleCreate,
  type UserRoleQuery,
} from '../schemas/role.schema.js';
import { AuditLog } from './audit-log.service.js';

/** Who may hold which system role. */
@Injectable()
export class RoleService {
  constructor(
    private readonly tx: Transaction,
    private readonly lock: AdvisoryLock,
    private readonly roles: RoleRepository,
    private readonly users: UserRepository,
    private readonly audit: AuditLog,
  ) {}

  list(query: RoleQuery) {
    return this.roles.list(query);
  }

  async get(id: string) {
    const row = await this.roles.find(id);
    if (row === null) throw authErrors.roleNotFound();
    return toRoleGet(row);
  }

  listUserRoles(actor: Actor, query: UserRoleQuery) {
    return this.roles.listUserRoles(actor, query);
  }

  async getUserRole(actor: Actor, userId: string, roleId: string) {
    const visible = userId === actor.userId || actor.holds('user_role:get');
    const row = visible ? await this.roles.findUserRole(userId, roleId) : null;
    if (row === null) throw authErrors.userRoleNotFound();
    return toUserRoleGet(row);
  }

  /** A role that is held already stays as it is; roles beyond the actor's own claims are AUTHZ_005. */
  async give(actor: Actor, input: UserRoleCreate) {
    if (actor.scopes !== null) throw new AppError('AUTHZ_007', 'A token with scopes cannot give roles.');
    return this.tx.run(async () => {
      const role = await this.roles.findWithClaims(input.role_id);
      if (role === null) throw authErrors.roleNotFound();
      if (!canGrant(actor, role)) throw authErrors.roleBeyondYourOwn();
      if ((await this.users.lock(input.user_id)) === null) throw authErrors.userNotFound();
      await this.grant(input.user_id, role.id);
      const row = await this.roles.findUserRole(input.user_id, role.id);
      if (row === null) throw authErrors.userRoleNotFound();
      return toUserRoleGet(row);
    });
  }

  /** Throws AUTHZ_005 unless the actor, an active account, could grant each of the roles, and 404 for unknown ones. */
  async assertGrantable(actor: Actor | null, roleIds: readonly string[]): Promise<void> {
    for (const id of roleIds) {
      const role = await this.roles.findWithClaims(id);
      if (role === null) throw authErrors.roleNotFound();
      if (actor === null || !canGrant(actor, role)) throw authErrors.roleBeyondYourOwn();
    }
  }

  /** Gives a role, whoever asks, and records it once. */
  async grant(userId: string, roleId: string): Promise<void> {
    if (await this.roles.give(userId, roleId)) await this.record('user_role.create', userId, roleId);
  }

  /** The last administrator cannot lose the role (409 CONFLICT_005). */
  async take(actor: Actor, userId: string, roleId: string): Promise<{ ok: true }> {
    return this.tx.run(async () => {
      const role = await this.roles.findWithClaims(roleId);
      if (role === null) throw authErrors.userRoleNotFound();
      if (!canGrant(actor, role)) throw authErrors.roleBeyondYourOwn();
      if (roleId === ADMIN) await this.assertNotLastAdministrator(userId);
      const version = await this.roles.lockUserRole(userId, roleId);
      if (version === null) throw authErrors.userRoleNotFound();
      assertExpectedVersion(version);
      await this.roles.take(userId, roleId);
      await this.record('user_role.delete', userId, roleId);
      return { ok: true };
    });
  }

  /** True when the actor could give every role the user holds. */
  async canGrantAllOf(actor: Actor, userId: string): Promise<boolean> {
    return (await this.roles.rolesOf(userId)).every((role) => canGrant(actor, role));
  }

  /** True when the user holds the role of administrators, archived or not. */
  async isAdministrator(userId: string): Promise<boolean> {
    return (await this.roles.findUserRole(userId, ADMIN)) !== null;
  }

  /** Throws 409 when the user is the only active administrator. */
  async assertNotLastAdministrator(userId: string): Promise<void> {
    await this.lock.wait('administrators');
    const administrators = await this.roles.administrators();
    if (administrators.length === 1 && administrators[0] === userId) throw authErrors.lastAdministrator();
  }

  private async record(action: string, userId: string, roleId: string): Promise<void> {
    await this.audit.record({ action, targetType: 'user', targetId: userId, details: { role: roleId } });
  }
}

function canGrant(actor: Actor, role: RoleWithClaims): boolean {
  return role.id === ADMIN ? actor.isAdmin : actor.holdsAll(role.claims);
}
