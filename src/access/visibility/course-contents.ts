import sql, { raw, type Sql } from 'sql-template-tag';
import type { Actor } from '../actor.js';
import { coursesWithRole } from './memberships.js';

/**
 * True for contents that students may see (alias `cc`): neither the content nor one above it is archived or not yet
 * open. The ancestors are looked up by their exact paths, so the unique index serves it.
 */
export function openToStudents(): Sql {
  return sql`NOT EXISTS (
    SELECT 1 FROM course.course_contents above
    WHERE above.course_id = cc.course_id
      AND above.path = ANY (ARRAY(SELECT subpath(cc.path, 0, depth) FROM generate_series(1, nlevel(cc.path)) depth))
      AND (above.archived_at IS NOT NULL OR above.opens_at > now()))`;
}

/** True when neither the content `cc` nor one above it is archived. */
export const KEPT = sql`NOT EXISTS (
  SELECT 1 FROM course.course_contents above
  WHERE above.course_id = cc.course_id AND above.archived_at IS NOT NULL
    AND above.path = ANY (ARRAY(SELECT subpath(cc.path, 0, depth) FROM generate_series(1, nlevel(cc.path)) depth)))`;

/** When the content `cc` was archived, itself or first with one above it; null while it is not. */
export const ARCHIVED_SINCE = sql`(
  SELECT min(above.archived_at) FROM course.course_contents above
  WHERE above.course_id = cc.course_id AND above.archived_at IS NOT NULL
    AND above.path = ANY (ARRAY(SELECT subpath(cc.path, 0, depth) FROM generate_series(1, nlevel(cc.path)) depth)))`;

/** Contents the actor may see (alias `cc`): tutors and above all of their course, students those open to them. */
export function visibleCourseContents(actor: Actor): Sql {
  if (actor.isAdmin) return sql`TRUE`;
  return sql`(cc.course_id IN ${coursesWithRole(actor, '_tutor')}
    OR (cc.course_id IN ${coursesWithRole(actor, '_student')} AND ${openToStudents()}))`;
}

/** True for rows of courses (their id in `column`) whose examples with tests and solutions the actor may know. */
export function tutoredCourse(actor: Actor, column: string): Sql {
  return actor.isAdmin ? sql`TRUE` : sql`${raw(column)} IN ${coursesWithRole(actor, '_tutor')}`;
}

/** Content types the actor may see (alias `ct`): members of the course. */
export function visibleCourseContentTypes(actor: Actor): Sql {
  if (actor.isAdmin) return sql`TRUE`;
  return sql`ct.course_id IN ${coursesWithRole(actor, '_student')}`;
}
