import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '../actor.js';
import { openToStudents } from './course-contents.js';
import { visibleCourseFamilies } from './course-families.js';
import { coursesWithRole } from './memberships.js';
import { visibleOrganizations } from './organizations.js';

/**
 * Messages the actor may read (alias `m`; contract 07 section 1). Each arm compares an indexed column with an array that
 * is computed once, so the planner joins the arms' indexes (BitmapOr) instead of reading every message.
 */
export function visibleMessages(actor: Actor): Sql {
  if (actor.isAdmin) return sql`TRUE`;
  const me = actor.userId;
  const attended = sql`ARRAY${coursesWithRole(actor, '_student')}`;
  return sql`(m.scope = 'global' OR m.author_id = ${me} OR m.user_id = ${me} OR m.peer_id = ${me}
    OR m.in_course_id = ANY(ARRAY${coursesWithRole(actor, '_tutor')})
    OR m.course_id = ANY(${attended})
    OR (m.scope = 'course_content' AND m.in_course_id = ANY(${attended}) AND ${contentIsOpen()})
    OR m.course_group_id = ANY(ARRAY(
      SELECT mine.course_group_id FROM course.course_members mine
      WHERE mine.user_id = ${me} AND mine.course_group_id IS NOT NULL))
    OR m.course_member_id = ANY(ARRAY(SELECT mine.id FROM course.course_members mine WHERE mine.user_id = ${me}))
    OR m.submission_group_id = ANY(ARRAY(
      SELECT gm.submission_group_id FROM submission.submission_group_members gm
      JOIN course.course_members mine ON mine.id = gm.course_member_id WHERE mine.user_id = ${me}))
    OR m.course_family_id = ANY(ARRAY(
      SELECT f.id FROM organization.course_families f WHERE ${visibleCourseFamilies(actor)}))
    OR m.organization_id = ANY(ARRAY(
      SELECT o.id FROM organization.organizations o WHERE ${visibleOrganizations(actor)})))`;
}

/**
 * The content that the message (alias `m`) is for is open to students. Not EXISTS: the planner would rather find all
 * open contents of all courses first.
 */
export function contentIsOpen(): Sql {
  return sql`coalesce(
    (SELECT ${openToStudents()} FROM course.course_contents cc WHERE cc.id = m.course_content_id), FALSE)`;
}
