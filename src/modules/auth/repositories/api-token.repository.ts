import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../../../access/actor.js';
import { equals, listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { type ApiTokenQuery, type ApiTokenRow, toApiTokenGet } from '../schemas/api-token.schema.js';

export interface UsableToken {
  id: string;
  user_id: string;
  scopes: string[];
}

export interface NewApiToken {
  userId: string;
  name: string;
  description: string | null;
  hash: Buffer;
  prefix: string;
  scopes: readonly string[];
  expiresAt: string | null;
  properties: Record<string, unknown>;
}

/** API tokens; only hashes of them. */
@Injectable()
export class ApiTokenRepository {
  constructor(private readonly tx: Transaction) {}

  /** Own tokens; everybody's for administrators. Newest first. */
  async listVisible(actor: Actor, query: ApiTokenQuery) {
    return listPage<ApiTokenRow, ReturnType<typeof toApiTokenGet>>(
      this.tx,
      {
        select: sql`SELECT t.* FROM auth.api_tokens t`,
        where: [
          actor.isAdmin && query.user_id !== undefined ? sql`TRUE` : sql`t.user_id = ${actor.userId}`,
          ...equals('t.user_id', query.user_id),
          query.include_revoked ? sql`TRUE` : sql`t.revoked_at IS NULL`,
        ],
        order: sql`t.created_at DESC`,
        tieBreak: sql`t.id DESC`,
        paging: query,
      },
      toApiTokenGet,
    );
  }

  async insert(token: NewApiToken): Promise<ApiTokenRow | null> {
    return this.tx.row<ApiTokenRow>(sql`
      INSERT INTO auth.api_tokens (id, user_id, name, description, token_hash, token_prefix, scopes, expires_at, properties)
      VALUES (${uuidv7()}, ${token.userId}, ${token.name}, ${token.description}, ${token.hash}, ${token.prefix},
              ${[...token.scopes]}, ${token.expiresAt}, ${JSON.stringify(token.properties)})
      RETURNING *`);
  }

  /** Row version of the token, locked until the end of the transaction; null when there is none. */
  async lock(id: string): Promise<number | null> {
    const row = await this.tx.row<{ version: number }>(
      sql`SELECT version FROM auth.api_tokens WHERE id = ${id} FOR UPDATE`,
    );
    return row?.version ?? null;
  }

  /** Revokes at once; a token that is revoked already stays as it is. */
  async revoke(id: string, reason: string | null): Promise<void> {
    await this.tx.execute(sql`
      UPDATE auth.api_tokens SET revoked_at = now(), revocation_reason = ${reason} WHERE id = ${id} AND revoked_at IS NULL`);
  }

  async revokeAllOf(userId: string, reason: string): Promise<void> {
    await this.tx.execute(sql`
      UPDATE auth.api_tokens SET revoked_at = now(), revocation_reason = ${reason}
      WHERE user_id = ${userId} AND revoked_at IS NULL`);
  }

  /** True when the account is a service's, false when a person's, null when there is none. */
  async isServiceUser(userId: string): Promise<boolean | null> {
    const found = await this.tx.row<{ is_service: boolean }>(
      sql`SELECT is_service FROM auth.users WHERE id = ${userId}`,
    );
    return found?.is_service ?? null;
  }

  /** The live token of this hash, or null. */
  async findUsable(hash: Buffer): Promise<UsableToken | null> {
    return this.tx.row<UsableToken>(
      sql`
      SELECT id, user_id, scopes FROM auth.api_tokens
      WHERE token_hash = ${hash} AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`,
      'at once',
    );
  }

  /** The live token of this id, or null. */
  async findUsableById(id: string): Promise<UsableToken | null> {
    return this.tx.row<UsableToken>(sql`
      SELECT id, user_id, scopes FROM auth.api_tokens
      WHERE id = ${id} AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`);
  }

  /** Adds what was counted since the last time: one statement for many tokens. */
  async recordUse(uses: readonly { id: string; count: number }[]): Promise<void> {
    await this.tx.execute(sql`
      UPDATE auth.api_tokens t SET usage_count = t.usage_count + u.count, last_used_at = now()
      FROM unnest(${uses.map((use) => use.id)}::uuid[], ${uses.map((use) => use.count)}::bigint[]) AS u (id, count)
      WHERE t.id = u.id`);
  }
}
