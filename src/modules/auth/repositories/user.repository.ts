import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { Transaction } from '../../../platform/database/transaction.js';

export interface LoginRow {
  id: string;
  password_hash: string | null;
  archived: boolean;
  is_service: boolean;
}

/** Accounts: how they are found and changed. */
@Injectable()
export class UserRepository {
  constructor(private readonly tx: Transaction) {}

  /** The account of a user name or e-mail address, or null. */
  async findForLogin(login: string): Promise<LoginRow | null> {
    return this.tx.row<LoginRow>(sql`
      SELECT id, password_hash, archived_at IS NOT NULL AS archived, is_service
      FROM auth.users WHERE username = ${login} OR email = ${login}
      ORDER BY (username = ${login}) DESC LIMIT 1`);
  }

  async setPassword(userId: string, passwordHash: string, resetRequired: boolean): Promise<void> {
    await this.tx.execute(sql`
      UPDATE auth.users SET password_hash = ${passwordHash}, password_reset_required = ${resetRequired}
      WHERE id = ${userId}`);
  }
}
