import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { Transaction } from '../../../platform/database/transaction.js';

export interface UsableToken {
  id: string;
  user_id: string;
  scopes: string[];
}

/** API tokens by their hash. */
@Injectable()
export class ApiTokenRepository {
  constructor(private readonly tx: Transaction) {}

  /** The live token of this hash, or null. */
  async findUsable(hash: Buffer): Promise<UsableToken | null> {
    return this.tx.row<UsableToken>(
      sql`
      SELECT id, user_id, scopes FROM auth.api_tokens
      WHERE token_hash = ${hash} AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`,
      'api-token-find-usable',
    );
  }

  /** Adds what was counted since the last time: one statement for many tokens. */
  async recordUse(uses: readonly { id: string; count: number }[]): Promise<void> {
    await this.tx.execute(sql`
      UPDATE auth.api_tokens t SET usage_count = t.usage_count + u.count, last_used_at = now()
      FROM unnest(${uses.map((use) => use.id)}::uuid[], ${uses.map((use) => use.count)}::bigint[]) AS u (id, count)
      WHERE t.id = u.id`);
  }
}
