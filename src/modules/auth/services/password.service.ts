import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { AppError, invalidRequest } from '../../../platform/http/app-error.js';
import { currentContext } from '../../../platform/http/request-context.js';
import { authErrors } from '../auth.errors.js';
import { type PasswordRow, UserRepository } from '../repositories/user.repository.js';
import type { UserPassword } from '../schemas/me.schema.js';
import { AccountAccess } from './account-access.js';
import { FirstStartService } from './first-start.service.js';
import { LoginLimiter } from './login-limiter.js';
import { PasswordHasher } from './password-hasher.js';
import { passwordProblems } from './password-rules.js';

/** Characters a password needs at least when it is set by POST /user/password. */
const MIN_LENGTH = 8;

/** Changing passwords. */
@Injectable()
export class PasswordService {
  constructor(
    private readonly tx: Transaction,
    private readonly users: UserRepository,
    private readonly hasher: PasswordHasher,
    private readonly access: AccountAccess,
    private readonly firstStart: FirstStartService,
    private readonly limiter: LoginLimiter,
  ) {}

  /**
   * The own password needs the old one (400 VAL_001 when wrong) and ends the other sessions; administrators may set
   * that of another user name, which ends all of its sessions.
   */
  async set(actor: Actor, input: UserPassword): Promise<void> {
    if (actor.scopes !== null)
      throw new AppError('AUTHZ_007', 'A token with scopes cannot change passwords.');
    const own = input.username == null || input.username.toLowerCase() === actor.username.toLowerCase();
    const account = await this.findAccount(actor, own ? actor.username : (input.username ?? ''));
    if (own) await this.assertOldPassword(account, input.password_old ?? null);
    const problems = passwordProblems(input.password, account, MIN_LENGTH);
    if (problems.length > 0) throw invalidRequest(problems);
    const hash = await this.hasher.hash(input.password);
    await this.tx.run(async () => {
      await this.users.setPassword(account.id, hash, false);
      await this.access.passwordSet(account.id, own ? actor.sessionId : null);
    });
    this.firstStart.forgetGeneratedPassword(account.username);
  }

  private async findAccount(actor: Actor, username: string): Promise<PasswordRow> {
    if (username !== actor.username && !actor.isAdmin) {
      throw new AppError('AUTHZ_002', 'Only administrators set the passwords of others.');
    }
    const account = await this.users.findForPassword(username);
    if (account === null) throw authErrors.userNotFound();
    return account;
  }

  /** Wrong ones count as failed logins. */
  private async assertOldPassword(account: PasswordRow, old: string | null): Promise<void> {
    if (account.password_hash === null && old === null) return;
    const ip = currentContext()?.ip ?? null;
    await this.limiter.assertFree(account.id, ip);
    if (old !== null && (await this.hasher.verify(account.password_hash, old))) return;
    if (old !== null) await this.limiter.countFailure(account.id, ip);
    throw invalidRequest([{ field: 'body -> password_old', message: 'is wrong', type: 'wrong_password' }]);
  }
}
