import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../../access/actor.js';
import { type ChannelKind, selectChannels } from '../../../access/visibility/channels.js';
import { Transaction } from '../../../platform/database/transaction.js';

export interface ChannelRow {
  /** `kind:id`. */
  channel: string;
  teaches: boolean;
}

/** Channels that belong to rows. */
@Injectable()
export class ChannelRepository {
  constructor(private readonly tx: Transaction) {}

  /** Given and family name of an account, else its user name. */
  async findUserName(userId: string): Promise<string> {
    const row = await this.tx.row<{ name: string }>(sql`
      SELECT coalesce(nullif(concat_ws(' ', u.given_name, u.family_name), ''), u.username::text) AS name
      FROM auth.users u WHERE u.id = ${userId}`);
    return row?.name ?? '';
  }

  /** Those of `wanted` (ids by kind) that the actor may listen to. */
  async findAllowed(
    actor: Actor,
    wanted: ReadonlyMap<ChannelKind, readonly string[]>,
  ): Promise<ChannelRow[]> {
    if (wanted.size === 0) return [];
    return this.tx.rows<ChannelRow & Record<string, unknown>>(selectChannels(actor, wanted));
  }
}
