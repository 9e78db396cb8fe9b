import { Injectable } from '@nestjs/common';
import { AccessRepository } from '../../../access/access.repository.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { type FieldProblem, invalidRequest } from '../../../platform/http/app-error.js';
import { currentContext } from '../../../platform/http/request-context.js';
import { authErrors } from '../auth.errors.js';
import { InviteRepository } from '../repositories/invite.repository.js';
import { type InviteAccept, type InviteRow, toInvitePublic } from '../schemas/invite.schema.js';
import { InvitedAccounts } from './invited-accounts.js';
import { LoginLimiter } from './login-limiter.js';
import { passwordProblems } from './password-rules.js';
import { PasswordHasher } from './password-hasher.js';
import type { IssuedTokens } from './session.service.js';

/** Characters a password needs at least when it comes with an invite. */
const MIN_LENGTH = 8;

/** What somebody with an invite link may do with it. Guessed tokens and addresses count as failed logins. */
@Injectable()
export class InviteAcceptance {
  constructor(
    private readonly tx: Transaction,
    private readonly invites: InviteRepository,
    private readonly access: AccessRepository,
    private readonly accounts: InvitedAccounts,
    private readonly hasher: PasswordHasher,
    private readonly limiter: LoginLimiter,
  ) {}

  /** @throws 404 for an unknown token, 409 INVITE_001 when it is revoked, expired or used up */
  async show(token: string) {
    return toInvitePublic(await this.findUsable(token));
  }

  /**
   * Makes the account with the roles of the invite, opens its session and counts one use.
   * @throws 400 for another address than the invited one or a password that cannot be, 403 AUTHZ_005 when the maker of
   * the invite could not grant its roles any more, 409 CONFLICT_001 for taken names, 409 INVITE_001
   */
  async accept(token: string, input: InviteAccept): Promise<IssuedTokens & { username: string }> {
    const invite = await this.findUsable(token);
    await this.assertInvited(invite, input.email);
    const problems = passwordsOf(input);
    if (problems.length > 0) throw invalidRequest(problems);
    const passwordHash = await this.hasher.hash(input.password);
    return this.tx.run(async () => {
      const locked = await this.invites.lock(invite.id);
      if (locked?.usable !== true) throw authErrors.inviteOver();
      const tokens = await this.accounts.create(input, passwordHash, {
        inviteId: invite.id,
        roles: locked.roles,
        grantedBy: await this.makerOf(locked),
      });
      await this.invites.countUse(invite.id);
      return { ...tokens, username: input.username };
    });
  }

  private async findUsable(token: string): Promise<InviteRow> {
    const ip = currentContext()?.ip ?? null;
    await this.limiter.assertFree(`invite ${token}`, ip);
    const invite = await this.invites.findByToken(token);
    if (invite === null) {
      await this.limiter.countFailure(`invite ${token}`, ip);
      throw authErrors.inviteNotFound();
    }
    if (!invite.usable) throw authErrors.inviteOver();
    return invite;
  }

  private async assertInvited(invite: InviteRow, email: string): Promise<void> {
    if (invite.email === null || invite.email.toLowerCase() === email.toLowerCase()) return;
    await this.limiter.countFailure(`invite ${invite.token}`, currentContext()?.ip ?? null);
    throw invalidRequest([
      { field: 'body -> email', message: 'is not the address that was invited', type: 'wrong_email' },
    ]);
  }

  /** Who made the invite, with what he holds now; null when his account is gone or archived. */
  private async makerOf(invite: InviteRow) {
    if (invite.created_by === null) return null;
    const facts = { credential: 'session', sessionId: null, tokenId: null, scopes: null } as const;
    return this.access.findActor(invite.created_by, facts);
  }
}

function passwordsOf(input: InviteAccept): FieldProblem[] {
  const { password, confirm_password, username, email } = input;
  const problems = passwordProblems(password, { username, email }, MIN_LENGTH);
  if (password === confirm_password) return problems;
  return [
    ...problems,
    { field: 'body -> confirm_password', message: 'is not the same password', type: 'passwords_differ' },
  ];
}
