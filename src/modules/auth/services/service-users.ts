import { Injectable } from '@nestjs/common';
import { violates } from '../../../platform/http/database-error.js';
import { authErrors } from '../auth.errors.js';
import { ServiceUserRepository } from '../repositories/service-user.repository.js';
import { PasswordHasher } from './password-hasher.js';
import { newApiToken } from './secret-token.js';

export interface NewServiceUser {
  username: string;
  email: string | null;
  givenName: string | null;
  familyName: string | null;
  /** null: the account can only use tokens. */
  password: string | null;
}

/** Accounts that belong to services, not to people. */
@Injectable()
export class ServiceUsers {
  constructor(
    private readonly users: ServiceUserRepository,
    private readonly hasher: PasswordHasher,
  ) {}

  /** Makes the account and returns its id; 409 CONFLICT_001 when the user name or e-mail is taken. */
  async create(user: NewServiceUser): Promise<string> {
    const hash = user.password === null ? null : await this.hasher.hash(user.password);
    try {
      return await this.users.insert(user, hash);
    } catch (error) {
      if (violates(error, 'users_username_key')) throw authErrors.usernameTaken();
      if (violates(error, 'users_email_key')) throw authErrors.emailTaken();
      throw error;
    }
  }

  /** A new API token of the account, in the only moment in which it is known. */
  async issueToken(userId: string, name: string, scopes: readonly string[]): Promise<string> {
    const token = newApiToken();
    await this.users.insertToken(userId, name, token, scopes);
    return token;
  }

  /** True when the text is a token of the account that still works. */
  async acceptsToken(userId: string, token: string): Promise<boolean> {
    return this.users.ownsToken(userId, token);
  }
}
