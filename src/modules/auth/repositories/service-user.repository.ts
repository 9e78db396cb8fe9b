import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import { Transaction } from '../../../platform/database/transaction.js';
import { hashToken } from '../services/secret-token.js';
import type { NewServiceUser } from '../services/service-users.js';

/** Accounts of services and their tokens. */
@Injectable()
export class ServiceUserRepository {
  constructor(private readonly tx: Transaction) {}

  async insert(user: NewServiceUser, passwordHash: string | null): Promise<string> {
    const id = uuidv7();
    await this.tx.execute(sql`
      INSERT INTO auth.users (id, username, email, given_name, family_name, password_hash, is_service)
      VALUES (${id}, ${user.username}, ${user.email}, ${user.givenName}, ${user.familyName}, ${passwordHash}, true)`);
    return id;
  }

  async insertToken(userId: string, name: string, token: string, scopes: readonly string[]): Promise<void> {
    await this.tx.execute(sql`
      INSERT INTO auth.api_tokens (id, user_id, name, token_hash, token_prefix, scopes)
      VALUES (${uuidv7()}, ${userId}, ${name}, ${hashToken(token)}, ${token.slice(0, 8)}, ${[...scopes]})`);
  }

  async ownsToken(userId: string, token: string): Promise<boolean> {
    const found = await this.tx.row(sql`
      SELECT 1 FROM auth.api_tokens WHERE user_id = ${userId} AND token_hash = ${hashToken(token)}
        AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`);
    return found !== null;
  }
}
