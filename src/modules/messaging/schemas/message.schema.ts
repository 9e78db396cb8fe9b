import { z } from 'zod';
import type { MessageScope, MessageTarget } from '../../../access/message-writers.js';
import { MESSAGE_TARGETS } from '../../../access/message-writers.js';
import { pagingFields } from '../../../platform/database/listing.js';
import {
  anyOf,
  flagFilter,
  id,
  moment,
  name,
  orDefault,
  queryFlag,
  text,
} from '../../../platform/http/fields.js';
import { versioned } from '../../../platform/http/row-version.js';
import { type AuditRow, rowAudit, toRowAudit } from '../../../platform/http/view-fields.js';

const MAX_CONTENT = 16_384;
const SCOPES = ['global', ...MESSAGE_TARGETS] as const satisfies readonly MessageScope[];
const INT32 = 2_147_483_647;

const targetIds = {
  user_id: id().nullish(),
  course_member_id: id().nullish(),
  submission_group_id: id().nullish(),
  course_content_id: id().nullish(),
  course_group_id: id().nullish(),
  course_id: id().nullish(),
  course_family_id: id().nullish(),
  organization_id: id().nullish(),
} satisfies Record<`${MessageTarget}_id`, z.ZodType>;

const content = () => text(MAX_CONTENT).min(1);

export const messageCreate = z
  .object({
    content: content(),
    title: name(255, 0).nullish(),
    parent_id: id().nullish(),
    level: orDefault(z.int().min(-INT32).max(INT32), 0),
    ...targetIds,
  })
  .meta({ id: 'MessageCreate' });
export type MessageCreate = z.infer<typeof messageCreate>;

export const messageUpdate = z
  .object({ title: name(255, 0).nullish(), content: content().optional() })
  .meta({ id: 'MessageUpdate' });
export type MessageUpdate = z.infer<typeof messageUpdate>;

/** A word of a title, with or without its `#`. */
const tag = () =>
  z
    .string()
    .max(256)
    .transform((value) => value.replace(/^#/, ''))
    .meta({ override: { type: 'string' } });

export const messageQuery = z.object({
  ...pagingFields({ id: 'id', created_at: 'created_at', updated_at: 'updated_at', title: 'title' }),
  id: anyOf(id()),
  parent_id: anyOf(id()),
  author_id: anyOf(id()),
  user_id: anyOf(id()),
  course_member_id: anyOf(id()),
  submission_group_id: anyOf(id()),
  course_content_id: anyOf(id()),
  course_group_id: anyOf(id()),
  course_id: anyOf(id()),
  course_family_id: anyOf(id()),
  organization_id: anyOf(id()),
  scope: anyOf(z.enum(SCOPES)),
  created_after: moment().optional(),
  created_before: moment().optional(),
  unread: flagFilter(),
  tags: anyOf(tag()),
  tags_match_all: queryFlag().default(true),
  tag_scope: tag().optional(),
});
export type MessageQuery = z.infer<typeof messageQuery>;

const fields = {
  id: z.uuid(),
  title: z.string().nullable(),
  content: z.string(),
  level: z.int(),
  parent_id: z.uuid().nullable(),
  author_id: z.uuid(),
  author: z
    .object({ id: z.uuid(), given_name: z.string().nullable(), family_name: z.string().nullable() })
    .nullable(),
  author_course_member: z
    .object({ id: z.uuid(), course_role_id: z.string(), course_id: z.uuid() })
    .nullable(),
  is_read: z.boolean(),
  is_author: z.boolean(),
  is_deleted: z.boolean(),
  deleted_by: z.enum(['author', 'admin']).nullable(),
  scope: z.enum(SCOPES),
  user_id: z.uuid().nullable(),
  course_member_id: z.uuid().nullable(),
  submission_group_id: z.uuid().nullable(),
  course_content_id: z.uuid().nullable(),
  course_group_id: z.uuid().nullable(),
  course_id: z.uuid().nullable(),
  course_family_id: z.uuid().nullable(),
  organization_id: z.uuid().nullable(),
  ...rowAudit,
};

export const messageGet = z.object(fields).meta({ id: 'MessageGet' });
export const messageList = z.object(fields).meta({ id: 'MessageList' });
export type MessageView = z.infer<typeof messageGet>;

export interface MessageRow extends AuditRow, Record<`${MessageTarget}_id`, string | null> {
  id: string;
  title: string | null;
  content: string;
  level: number;
  parent_id: string | null;
  author_id: string;
  author: MessageView['author'];
  author_course_member: MessageView['author_course_member'];
  is_read: boolean;
  is_author: boolean;
  deleted_at: string | null;
  deleted_by: 'author' | 'admin' | null;
  scope: MessageScope;
}

/** MessageGet, which is MessageList. */
export function toMessage(row: MessageRow): MessageView {
  const view = {
    id: row.id,
    title: row.title,
    content: row.content,
    level: row.level,
    parent_id: row.parent_id,
    author_id: row.author_id,
    author: row.author,
    author_course_member: row.author_course_member,
    is_read: row.is_read,
    is_author: row.is_author,
    is_deleted: row.deleted_at !== null,
    deleted_by: row.deleted_by,
    scope: row.scope,
    user_id: row.user_id,
    course_member_id: row.course_member_id,
    submission_group_id: row.submission_group_id,
    course_content_id: row.course_content_id,
    course_group_id: row.course_group_id,
    course_id: row.course_id,
    course_family_id: row.course_family_id,
    organization_id: row.organization_id,
    ...toRowAudit(row),
  };
  return versioned(view, row.version);
}

/** What listeners get of a message: all but what depends on who asks. */
export function toMessageNews(row: MessageRow): Omit<MessageView, 'is_read' | 'is_author'> {
  const { is_read: _read, is_author: _own, ...news } = toMessage(row);
  return news;
}
