import sql, { type Sql } from 'sql-template-tag';
import { equals } from '../../../platform/database/listing.js';
import type { MessageQuery } from '../schemas/message.schema.js';

type Ids = readonly string[] | undefined;

function when(ids: Ids, condition: (ids: readonly string[]) => Sql): Sql[] {
  return ids === undefined ? [] : [condition(ids)];
}

/** Ids of a target find what was written to it and to everything below it. */
function targets(query: MessageQuery): Sql[] {
  return [
    ...when(
      query.organization_id,
      (ids) => sql`(m.organization_id = ANY(${ids})
        OR m.course_family_id = ANY(ARRAY(
          SELECT f.id FROM organization.course_families f WHERE f.organization_id = ANY(${ids})))
        OR m.in_course_id = ANY(ARRAY(
          SELECT c.id FROM course.courses c JOIN organization.course_families f ON f.id = c.course_family_id
          WHERE f.organization_id = ANY(${ids}))))`,
    ),
    ...when(
      query.course_family_id,
      (ids) => sql`(m.course_family_id = ANY(${ids})
        OR m.in_course_id = ANY(ARRAY(SELECT c.id FROM course.courses c WHERE c.course_family_id = ANY(${ids}))))`,
    ),
    ...equals('m.in_course_id', query.course_id),
    ...equals('m.in_course_content_id', query.course_content_id),
    ...when(
      query.course_group_id,
      (ids) => sql`(m.course_group_id = ANY(${ids})
        OR m.course_member_id = ANY(ARRAY(SELECT cm.id FROM course.course_members cm WHERE cm.course_group_id = ANY(${ids}))))`,
    ),
    ...when(
      query.submission_group_id,
      (ids) => sql`(m.submission_group_id = ANY(${ids})
        OR m.course_member_id = ANY(ARRAY(
          SELECT gm.course_member_id FROM submission.submission_group_members gm WHERE gm.submission_group_id = ANY(${ids}))))`,
    ),
    ...equals('m.course_member_id', query.course_member_id),
    ...equals('m.user_id', query.user_id),
  ];
}

/** Times of the contract end at the millisecond, those of the database do not. */
function times(query: MessageQuery): Sql[] {
  return [
    ...(query.created_after === undefined
      ? []
      : [sql`m.created_at >= ${query.created_after}::timestamptz + interval '1 millisecond'`]),
    ...(query.created_before === undefined ? [] : [sql`m.created_at < ${query.created_before}`]),
  ];
}

function tags(query: MessageQuery): Sql[] {
  const wanted = query.tags?.filter((tag) => tag !== '');
  return [
    ...when(wanted?.length ? wanted : undefined, (words) =>
      query.tags_match_all ? sql`m.tags @> ${words}::text[]` : sql`m.tags && ${words}::text[]`,
    ),
    ...(query.tag_scope === undefined
      ? []
      : [sql`EXISTS (SELECT 1 FROM unnest(m.tags) AS tag WHERE starts_with(tag, ${query.tag_scope}))`]),
  ];
}

/** True when the reader has not read the message `m`. */
export function isUnread(readerId: string): Sql {
  return sql`NOT EXISTS (
    SELECT 1 FROM messaging.message_reads seen WHERE seen.user_id = ${readerId} AND seen.message_id = m.id)`;
}

/** Conditions on `m` for what a list was asked for; permissions are not among them. */
export function messageFilters(query: MessageQuery, readerId: string): Sql[] {
  return [
    ...equals('m.id', query.id),
    ...equals('m.parent_id', query.parent_id),
    ...equals('m.author_id', query.author_id),
    ...targets(query),
    ...equals('m.scope', query.scope),
    ...times(query),
    ...(query.unread === undefined ? [] : [sql`(${isUnread(readerId)}) = ${query.unread}`]),
    ...tags(query),
  ];
}
