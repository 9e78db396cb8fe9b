import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../../../access/actor.js';
import { visibleInvites } from '../../../access/visibility/invites.js';
import { listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import {
  type InviteCreate,
  type InviteQuery,
  type InviteRow,
  toInviteList,
} from '../schemas/invite.schema.js';

const COLUMNS = sql`
  i.id, i.token, i.email::text, i.max_uses, i.use_count, i.expires_at, i.roles, i.note, i.revoked_at,
  i.version, i.created_at, i.updated_at, i.created_by, i.updated_by,
  (i.revoked_at IS NULL AND i.expires_at > clock_timestamp() AND i.use_count < i.max_uses) AS usable`;

/** Invite links. */
@Injectable()
export class InviteRepository {
  constructor(private readonly tx: Transaction) {}

  /** Own ones, everybody's for administrators; newest first. */
  async listVisible(actor: Actor, query: InviteQuery) {
    return listPage<InviteRow, ReturnType<typeof toInviteList>>(
      this.tx,
      {
        select: sql`SELECT ${COLUMNS} FROM auth.invite_links i`,
        where: [visibleInvites(actor)],
        order: sql`i.created_at DESC`,
        tieBreak: sql`i.id DESC`,
        paging: query,
      },
      toInviteList,
    );
  }

  async insert(token: string, invite: InviteCreate): Promise<InviteRow> {
    const row = await this.tx.row<InviteRow>(sql`
      INSERT INTO auth.invite_links AS i (id, token, email, max_uses, expires_at, roles, note)
      VALUES (${uuidv7()}, ${token}, ${invite.email ?? null}, ${invite.max_uses},
              now() + make_interval(days => ${invite.expires_in_days}), ${invite.roles}, ${invite.note ?? null})
      RETURNING ${COLUMNS}`);
    return row as InviteRow;
  }

  async findByToken(token: string): Promise<InviteRow | null> {
    return this.tx.row<InviteRow>(sql`SELECT ${COLUMNS} FROM auth.invite_links i WHERE i.token = ${token}`);
  }

  /** The row, locked until the end of the transaction, so that of many who accept one counts after the other. */
  async lock(id: string): Promise<InviteRow | null> {
    return this.tx.row<InviteRow>(
      sql`SELECT ${COLUMNS} FROM auth.invite_links i WHERE i.id = ${id} FOR UPDATE`,
    );
  }

  async countUse(id: string): Promise<void> {
    await this.tx.execute(sql`UPDATE auth.invite_links SET use_count = use_count + 1 WHERE id = ${id}`);
  }

  /** An invite that is revoked already stays as it is. */
  async revoke(id: string): Promise<void> {
    await this.tx.execute(
      sql`UPDATE auth.invite_links SET revoked_at = now() WHERE id = ${id} AND revoked_at IS NULL`,
    );
  }
}
