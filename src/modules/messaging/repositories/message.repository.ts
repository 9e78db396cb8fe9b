import { Injectable } from '@nestjs/common';
import sql, { join, raw, type Sql } from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../../../access/actor.js';
import { MESSAGE_TARGETS, type MessageScope } from '../../../access/message-writers.js';
import { mayReadMessage } from '../../../access/visibility/message-readers.js';
import { visibleMessages } from '../../../access/visibility/messages.js';
import { AdvisoryLock } from '../../../platform/database/advisory-lock.js';
import { assignments } from '../../../platform/database/changes.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { counted } from '../../../platform/http/row-version.js';
import {
  type MessageQuery,
  type MessageRow,
  type MessageView,
  toMessage,
} from '../schemas/message.schema.js';
import { isUnread, messageFilters } from './message-filters.js';

const CHANGEABLE = ['title', 'content'] as const;
const TARGET_COLUMNS = MESSAGE_TARGETS.map((target) => `m.${target}_id`).join(', ');

/** A message that is about to be written; `targetId` is null when it is for everybody. */
export interface NewMessage {
  scope: MessageScope;
  targetId: string | null;
  /** Who began the conversation with a user; null for other targets. */
  peerId: string | null;
  authorId: string;
  parentId: string | null;
  title: string | null;
  content: string;
  level: number;
}

type FoundRow = MessageRow & Record<string, unknown>;

/** Messages: found through what the actor may read. */
@Injectable()
export class MessageRepository {
  constructor(
    private readonly tx: Transaction,
    private readonly locks: AdvisoryLock,
  ) {}

  /** One page with the number of all that match, in one statement; newest first unless sorted. */
  async listVisible(actor: Actor, query: MessageQuery): Promise<MessageView[]> {
    const filters = messageFilters(query, actor.userId);
    const conditions = join([visibleMessages(actor), ...filters], ' AND ');
    // Whoever sees everything and asks for nothing special is served along the index of the newest.
    const kept = actor.isAdmin && filters.length === 0 ? sql`NOT MATERIALIZED` : sql`MATERIALIZED`;
    const order = query.sort === null ? sql`created_at DESC, id DESC` : sql`${query.sort}, id`;
    const sorted = query.sort === null ? sql`` : sql`, m.updated_at, m.title`;
    const rows = await this.tx.rows<FoundRow & { total_count: number; id: string | null }>(sql`
      WITH matching AS ${kept} (
        SELECT m.id, m.created_at ${sorted} FROM messaging.messages m WHERE ${conditions}
      ), chosen AS (
        SELECT m.id, m.created_at ${sorted} FROM matching m ORDER BY ${order} OFFSET ${query.skip} LIMIT ${query.limit}
      ), page AS (
        SELECT id, row_number() OVER (ORDER BY ${order}) AS place FROM chosen
      )
      SELECT total.total_count, ${columns(actor.userId)}
      FROM (SELECT count(*)::int AS total_count FROM matching) total
      LEFT JOIN page ON TRUE
      LEFT JOIN messaging.messages m ON m.id = page.id
      LEFT JOIN auth.users u ON u.id = m.author_id
      ORDER BY page.place`);
    return counted(rows.filter((row) => row.id !== null).map(toMessage), rows[0]?.total_count ?? 0);
  }

  /** The row as the actor sees it, or null. */
  findVisible(actor: Actor, id: string): Promise<MessageRow | null> {
    return this.tx.row<FoundRow>(
      sql`${select(actor.userId)} WHERE m.id = ${id} AND ${visibleMessages(actor)}`,
    );
  }

  /** The row for whoever may read it; `is_read` and `is_author` are those of nobody. */
  find(id: string): Promise<MessageRow | null> {
    return this.tx.row<FoundRow>(sql`${select(null)} WHERE m.id = ${id}`);
  }

  /** Those of the accounts that may read the message. */
  async findReaders(messageId: string, userIds: readonly string[]): Promise<string[]> {
    const rows = await this.tx.rows<{ id: string }>(sql`
      SELECT u.id FROM messaging.messages m CROSS JOIN auth.users u
      WHERE m.id = ${messageId} AND u.id = ANY(${[...userIds]}::uuid[]) AND ${mayReadMessage()}`);
    return rows.map((row) => row.id);
  }

  /** The row, locked until the end of the transaction. */
  lock(id: string): Promise<MessageRow | null> {
    return this.tx.row<FoundRow>(sql`
      SELECT m.*, NULL AS author, NULL AS author_course_member, false AS is_read, false AS is_author
      FROM messaging.messages m WHERE m.id = ${id} FOR UPDATE`);
  }

  /** Who began the conversation that a message to a user belongs to. */
  async findPeer(id: string): Promise<string | null> {
    const row = await this.tx.row<{ peer_id: string | null }>(
      sql`SELECT peer_id FROM messaging.messages WHERE id = ${id}`,
    );
    return row?.peer_id ?? null;
  }

  /** An equal message of the same author of the last 10 s, or null; until the end of the transaction nobody else asks. */
  async lockTwin(message: NewMessage): Promise<string | null> {
    const { level: _level, peerId: _peer, ...same } = message;
    await this.locks.wait(`message ${JSON.stringify(same)}`);
    const target =
      message.targetId === null ? sql`TRUE` : sql`${column(message.scope)} = ${message.targetId}`;
    const row = await this.tx.row<{ id: string }>(sql`
      SELECT m.id FROM messaging.messages m
      WHERE m.author_id = ${message.authorId} AND m.created_at > clock_timestamp() - interval '10 seconds'
        AND m.scope = ${message.scope} AND ${target} AND m.parent_id IS NOT DISTINCT FROM ${message.parentId}
        AND m.title IS NOT DISTINCT FROM ${message.title} AND m.content = ${message.content} AND m.deleted_at IS NULL
      ORDER BY m.created_at DESC LIMIT 1`);
    return row?.id ?? null;
  }

  /** Writes the message where its target lies. */
  async insert(message: NewMessage): Promise<string> {
    const id = uuidv7();
    const own = message.targetId === null ? sql`` : sql`, ${column(message.scope)}`;
    const value = message.targetId === null ? sql`` : sql`, ${message.targetId}`;
    const place = PLACES[message.scope];
    await this.tx.execute(sql`
      INSERT INTO messaging.messages (id, created_at, updated_at, author_id, parent_id, title, content, level, peer_id,
        in_course_id, in_course_content_id ${own})
      SELECT ${id}, statement_timestamp(), statement_timestamp(), ${message.authorId}, ${message.parentId}, ${message.title}, ${message.content},
        ${message.level}, ${message.peerId}, place.course_id, place.course_content_id ${value}
      FROM (${place === undefined ? NOWHERE : sql`${raw(place)} WHERE t.id = ${message.targetId}`}) place`);
    return id;
  }

  async update(id: string, changes: Readonly<Record<string, unknown>>): Promise<void> {
    const set = assignments(CHANGEABLE, changes);
    if (set !== null) await this.tx.execute(sql`UPDATE messaging.messages SET ${set} WHERE id = ${id}`);
  }

  /** Takes the text out; the row stays, and so do its replies. */
  async blank(id: string, by: 'author' | 'admin', text: string): Promise<void> {
    await this.tx.execute(sql`
      UPDATE messaging.messages SET title = NULL, content = ${text}, deleted_at = now(), deleted_by = ${by} WHERE id = ${id}`);
  }
}

const NOWHERE = sql`SELECT NULL::uuid AS course_id, NULL::uuid AS course_content_id`;

/** Where below a course the row of a target lies. */
const PLACES: Readonly<Partial<Record<MessageScope, string>>> = {
  course: 'SELECT t.id AS course_id, NULL::uuid AS course_content_id FROM course.courses t',
  course_content: 'SELECT t.course_id, t.id AS course_content_id FROM course.course_contents t',
  course_group: 'SELECT t.course_id, NULL::uuid AS course_content_id FROM course.course_groups t',
  course_member: 'SELECT t.course_id, NULL::uuid AS course_content_id FROM course.course_members t',
  submission_group: 'SELECT t.course_id, t.course_content_id FROM submission.submission_groups t',
};

/** Never built from input: scopes are a closed list. */
function column(scope: MessageScope): Sql {
  return raw(`${scope}_id`);
}

function columns(readerId: string | null): Sql {
  const own =
    readerId === null
      ? sql`false AS is_read, false AS is_author`
      : sql`NOT (${isUnread(readerId)}) AS is_read, m.author_id = ${readerId} AS is_author`;
  return sql`m.id, m.title, m.content, m.level, m.parent_id, m.author_id, m.deleted_at, m.deleted_by, m.scope,
    ${raw(TARGET_COLUMNS)}, m.version, m.created_at, m.updated_at, m.created_by, m.updated_by, ${own},
    jsonb_build_object('id', u.id, 'given_name', u.given_name, 'family_name', u.family_name) AS author,
    (SELECT jsonb_build_object('id', cm.id, 'course_role_id', cm.course_role_id, 'course_id', cm.course_id)
     FROM course.course_members cm WHERE cm.user_id = m.author_id AND cm.course_id = m.in_course_id) AS author_course_member`;
}

function select(readerId: string | null): Sql {
  return sql`SELECT ${columns(readerId)} FROM messaging.messages m JOIN auth.users u ON u.id = m.author_id`;
}
