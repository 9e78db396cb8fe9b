import { Injectable } from '@nestjs/common';
import { currentContext } from '../../../platform/http/request-context.js';
import { authErrors } from '../auth.errors.js';
import { UserRepository } from '../repositories/user.repository.js';
import { LoginLimiter } from './login-limiter.js';
import { PasswordHasher } from './password-hasher.js';

/** Proves who somebody is by user name (or e-mail) and password. */
@Injectable()
export class LoginService {
  constructor(
    private readonly users: UserRepository,
    private readonly hasher: PasswordHasher,
    private readonly limiter: LoginLimiter,
  ) {}

  /**
   * Id of the account. Wrong, unknown, archived and without a password are one answer (AUTH_002) of like duration;
   * too many failures are RATE_002.
   */
  async verify(login: string, password: string): Promise<string> {
    const ip = currentContext()?.ip ?? null;
    const account = await this.users.findForLogin(login);
    // Failures are counted for the account, by whichever of its names it was tried.
    const counted = account?.id ?? login;
    await this.limiter.assertFree(counted, ip);
    const usable = account !== null && !account.archived;
    const right = await this.hasher.verify(usable ? account.password_hash : null, password);
    if (!usable || !right) {
      await this.limiter.countFailure(counted, ip);
      throw authErrors.wrongCredentials();
    }
    return account.id;
  }
}
