import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import { Transaction } from '../../../platform/database/transaction.js';

export interface OpenedSession {
  userId: string;
  ip: string | null;
  userAgent: string | null;
}

export interface RefreshRow {
  id: string;
  session_id: string;
  user_id: string;
  used_at: string | null;
  /** Seconds since its redemption, null when unused. */
  used_seconds_ago: number | null;
  alive: boolean;
}

/** Sessions and their refresh tokens. */
@Injectable()
export class SessionRepository {
  constructor(private readonly tx: Transaction) {}

  async open(session: OpenedSession, lifetimeDays: number): Promise<string> {
    const id = uuidv7();
    await this.tx.execute(sql`
      INSERT INTO auth.user_sessions (id, user_id, created_ip, last_ip, user_agent, last_seen_at, expires_at)
      VALUES (${id}, ${session.userId}, ${session.ip}, ${session.ip}, ${session.userAgent?.slice(0, 500) ?? null}, now(),
              now() + make_interval(days => ${lifetimeDays}))`);
    await this.tx.execute(sql`UPDATE auth.users SET last_login_at = now() WHERE id = ${session.userId}`);
    return id;
  }

  async addRefreshToken(
    sessionId: string,
    hash: Buffer,
    parentId: string | null,
    lifetimeDays: number,
  ): Promise<void> {
    await this.tx.execute(sql`
      INSERT INTO auth.refresh_tokens (id, session_id, token_hash, parent_id, expires_at)
      VALUES (${uuidv7()}, ${sessionId}, ${hash}, ${parentId}, now() + make_interval(days => ${lifetimeDays}))`);
  }

  /** The token with its session, locked, so that of two redemptions one is first; null when unknown. */
  async lockRefreshToken(hash: Buffer): Promise<RefreshRow | null> {
    return this.tx.row<RefreshRow>(sql`
      SELECT t.id, t.session_id, s.user_id, t.used_at,
             extract(epoch FROM clock_timestamp() - t.used_at)::float AS used_seconds_ago,
             (t.expires_at > now() AND s.expires_at > now() AND s.revoked_at IS NULL AND s.ended_at IS NULL
              AND u.archived_at IS NULL) AS alive
      FROM auth.refresh_tokens t
      JOIN auth.user_sessions s ON s.id = t.session_id
      JOIN auth.users u ON u.id = s.user_id
      WHERE t.token_hash = ${hash}
      FOR UPDATE OF t, s`);
  }

  async markRedeemed(row: RefreshRow, ip: string | null): Promise<void> {
    await this.tx.execute(
      sql`UPDATE auth.refresh_tokens SET used_at = coalesce(used_at, clock_timestamp()) WHERE id = ${row.id}`,
    );
    await this.tx.execute(sql`
      UPDATE auth.user_sessions SET refresh_counter = refresh_counter + 1, last_seen_at = now(), last_ip = ${ip}
      WHERE id = ${row.session_id}`);
  }

  async end(sessionId: string): Promise<void> {
    await this.tx.execute(
      sql`UPDATE auth.user_sessions SET ended_at = now() WHERE id = ${sessionId} AND ended_at IS NULL AND revoked_at IS NULL`,
    );
  }

  async revoke(sessionId: string, reason: string): Promise<void> {
    await this.tx.execute(sql`
      UPDATE auth.user_sessions SET revoked_at = now(), revocation_reason = ${reason}
      WHERE id = ${sessionId} AND revoked_at IS NULL`);
  }

  /** Revokes every open session of a user but one. */
  async revokeOthers(userId: string, keep: string | null, reason: string): Promise<void> {
    await this.tx.execute(sql`
      UPDATE auth.user_sessions SET revoked_at = now(), revocation_reason = ${reason}
      WHERE user_id = ${userId} AND revoked_at IS NULL AND ended_at IS NULL AND id IS DISTINCT FROM ${keep}`);
  }

  /** Ids of those sessions and API tokens that do not live any more. */
  async findOver(sessionIds: readonly string[], tokenIds: readonly string[]): Promise<string[]> {
    const rows = await this.tx.rows<{ id: string }>(sql`
      SELECT asked.id FROM unnest(${[...sessionIds]}::uuid[]) AS asked (id) WHERE NOT EXISTS (
        SELECT 1 FROM auth.user_sessions s WHERE s.id = asked.id AND s.revoked_at IS NULL AND s.ended_at IS NULL
          AND s.expires_at > now())
      UNION ALL
      SELECT asked.id FROM unnest(${[...tokenIds]}::uuid[]) AS asked (id) WHERE NOT EXISTS (
        SELECT 1 FROM auth.api_tokens t WHERE t.id = asked.id AND t.revoked_at IS NULL
          AND (t.expires_at IS NULL OR t.expires_at > now()))`);
    return rows.map((row) => row.id);
  }

  /** Removes sessions (and their tokens) that ended or expired more than `days` ago; returns how many. */
  async removeFinished(days: number): Promise<number> {
    return this.tx.execute(sql`
      DELETE FROM auth.user_sessions
      WHERE least(expires_at, ended_at, revoked_at) < now() - make_interval(days => ${days})`);
  }
}
