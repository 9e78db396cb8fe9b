import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { changedProperties } from '../../../platform/database/changes.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { assertExpectedVersion } from '../../../platform/http/row-version.js';
import { authErrors } from '../auth.errors.js';
import { type LockedUser, UserRepository } from '../repositories/user.repository.js';
import { toUserGet, type UserCreate, type UserQuery, type UserUpdate } from '../schemas/user.schema.js';
import { AccountAccess } from './account-access.js';
import { AccountService } from './account.service.js';
import { AuditLog } from './audit-log.service.js';
import { RoleService } from './role.service.js';

/** The rules of accounts as their managers see them. */
@Injectable()
export class UserService {
  constructor(
    private readonly tx: Transaction,
    private readonly users: UserRepository,
    private readonly accounts: AccountService,
    private readonly roles: RoleService,
    private readonly access: AccountAccess,
    private readonly audit: AuditLog,
  ) {}

  list(actor: Actor, query: UserQuery) {
    return this.users.listVisible(actor, query);
  }

  /** 404 NF_002 when there is none for the actor. */
  async get(actor: Actor, id: string) {
    const row = await this.users.findVisible(actor, id);
    if (row === null) throw authErrors.userNotFound();
    return toUserGet(row);
  }

  /** The answer carries the set-up token for the first password. */
  async create(input: UserCreate) {
    return this.tx.run(async () => {
      const id = await this.accounts.create({
        username: input.username,
        email: input.email,
        givenName: input.given_name,
        familyName: input.family_name,
        properties: input.properties ?? {},
      });
      const setUpToken = await this.accounts.issueSetUpToken(id);
      const row = await this.users.findById(id);
      if (row === null) throw authErrors.userNotFound();
      return toUserGet(row, setUpToken);
    });
  }

  async update(actor: Actor, id: string, changes: UserUpdate) {
    return this.tx.run(async () => {
      const current = await this.lockManaged(actor, id);
      assertExpectedVersion(current.version);
      if (changes.email != null && (await this.users.isEmailTaken(changes.email, id)))
        throw authErrors.emailTaken();
      const properties = changedProperties(current.properties, changes.properties);
      await this.users.update(id, { ...changes, properties });
      await this.audit.record({
        action: 'user.update',
        targetType: 'user',
        targetId: id,
        details: { fields: Object.keys(changes) },
      });
      return this.get(actor, id);
    });
  }

  /** Ends sessions and tokens; not oneself, an administrator only by one of them and never the last. */
  async archive(actor: Actor, id: string): Promise<void> {
    await this.tx.run(async () => {
      await this.lockToArchive(actor, id);
      await this.roles.assertNotLastAdministrator(id);
      await this.users.setArchived(id, true);
      await this.access.endAll(id, 'account archived');
      await this.audit.record({ action: 'user.archive', targetType: 'user', targetId: id });
    });
  }

  async unarchive(actor: Actor, id: string): Promise<void> {
    await this.tx.run(async () => {
      await this.lockToArchive(actor, id);
      await this.users.setArchived(id, false);
      await this.audit.record({ action: 'user.unarchive', targetType: 'user', targetId: id });
    });
  }

  /** Neither oneself nor, unless by one of them, an administrator; all others whatever they hold. */
  private async lockToArchive(actor: Actor, id: string): Promise<void> {
    if (id === actor.userId) throw authErrors.notYourself();
    const current = await this.users.lock(id);
    if (current === null) throw authErrors.userNotFound();
    if (!actor.isAdmin && (await this.roles.isAdministrator(id))) throw authErrors.roleBeyondYourOwn();
    assertExpectedVersion(current.version);
  }

  /** Service users and holders of a role that the actor could not grant are for administrators only. */
  private async lockManaged(actor: Actor, id: string): Promise<LockedUser> {
    const current = await this.users.lock(id);
    if (current === null) throw authErrors.userNotFound();
    const manageable = actor.isAdmin || (!current.is_service && (await this.roles.canGrantAllOf(actor, id)));
    if (!manageable) throw authErrors.roleBeyondYourOwn();
    return current;
  }
}
