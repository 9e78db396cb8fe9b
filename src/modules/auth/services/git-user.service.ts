import { Injectable } from '@nestjs/common';
import { authErrors } from '../auth.errors.js';
import { UserRepository } from '../repositories/user.repository.js';
import { toGitUser } from '../schemas/git-user.schema.js';
import { hashToken } from './secret-token.js';
import { TokenAuthenticator } from './token-authenticator.js';

/** Whose a token is; also told for set-up tokens, with which nothing else can be done. */
@Injectable()
export class GitUserService {
  constructor(
    private readonly tokens: TokenAuthenticator,
    private readonly users: UserRepository,
  ) {}

  /** 401 AUTH_001 without a token, AUTH_005 when it is unknown, expired, used or revoked. */
  async get(token: string | undefined) {
    if (token === undefined || token === '') throw authErrors.tokenNeeded();
    const userId = token.startsWith('cts_')
      ? await this.users.findIdBySetUpToken(hashToken(token))
      : ((await this.tokens.find(token))?.userId ?? null);
    const row = userId === null ? null : await this.users.findById(userId);
    if (row === null) throw authErrors.apiTokenInvalid();
    return toGitUser(row);
  }
}
