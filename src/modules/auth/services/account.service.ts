import { Injectable } from '@nestjs/common';
import { AdvisoryLock } from '../../../platform/database/advisory-lock.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { invalidRequest } from '../../../platform/http/app-error.js';
import { authErrors } from '../auth.errors.js';
import { UserRepository } from '../repositories/user.repository.js';
import { AccountAccess } from './account-access.js';
import { AuditLog } from './audit-log.service.js';
import { PasswordHasher } from './password-hasher.js';
import { type PasswordOwner, passwordProblems } from './password-rules.js';
import { hashToken, newApiToken } from './secret-token.js';
import { freeUsername, usernameStem } from './username.js';

const SET_UP_HOURS = 72;
const MIN_PASSWORD_LENGTH = 12;

/** What is known of a person, or service, who gets an account. */
export interface NewAccount {
  username?: string | null;
  email?: string | null;
  givenName?: string | null;
  familyName?: string | null;
  isService?: boolean;
  /** Without one the account cannot sign in until it sets one. */
  password?: string | null;
  properties?: Record<string, unknown>;
}

/** Makes accounts, for every module that needs one. */
@Injectable()
export class AccountService {
  constructor(
    private readonly tx: Transaction,
    private readonly lock: AdvisoryLock,
    private readonly users: UserRepository,
    private readonly audit: AuditLog,
    private readonly hasher: PasswordHasher,
    private readonly access: AccountAccess,
  ) {}

  /**
   * Id of the new account. A password that breaks the rules is 400 VAL_001. A missing user name is generated from the names; a taken user name or
   * e-mail address is 409 CONFLICT_001.
   */
  async create(account: NewAccount): Promise<string> {
    return this.tx.run(async () => {
      await this.lock.wait('account-names');
      const email = account.email ?? null;
      if (email !== null && (await this.users.isEmailTaken(email, null))) throw authErrors.emailTaken();
      const username = await this.usernameFor(account);
      const id = await this.users.insert({
        username,
        email,
        givenName: account.givenName ?? null,
        familyName: account.familyName ?? null,
        isService: account.isService ?? false,
        properties: account.properties ?? {},
      });
      if (account.password != null) await this.setPassword(id, account.password, { username, email });
      await this.audit.record({ action: 'user.create', targetType: 'user', targetId: id });
      return id;
    });
  }

  /** Id of the account of an e-mail address (own first, then students'), or null. */
  async findIdByEmail(email: string): Promise<string | null> {
    return this.users.findIdByEmail(email);
  }

  /** Archives an account that is no longer needed and ends its sessions and tokens. */
  async retire(id: string, reason: string): Promise<void> {
    await this.tx.run(async () => {
      await this.users.setArchived(id, true);
      await this.access.endAll(id, reason);
      await this.audit.record({ action: 'user.archive', targetType: 'user', targetId: id });
    });
  }

  /** A token with which the account can set its first password within 72 hours. */
  async issueSetUpToken(userId: string): Promise<string> {
    const token = newApiToken('cts_');
    await this.users.insertSetUpToken(userId, hashToken(token), SET_UP_HOURS);
    return token;
  }

  private async setPassword(userId: string, password: string, owner: PasswordOwner): Promise<void> {
    const problems = passwordProblems(password, owner, MIN_PASSWORD_LENGTH);
    if (problems.length > 0) throw invalidRequest(problems);
    await this.users.setPassword(userId, await this.hasher.hash(password), false);
  }

  private async usernameFor(account: NewAccount): Promise<string> {
    if (account.username != null) {
      const taken = await this.users.usernamesLike(account.username.toLowerCase());
      if (taken.includes(account.username.toLowerCase())) throw authErrors.usernameTaken();
      return account.username;
    }
    const stem = usernameStem({
      givenName: account.givenName ?? null,
      familyName: account.familyName ?? null,
      email: account.email ?? null,
    });
    return freeUsername(stem, await this.users.usernamesLike(stem));
  }
}
