import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '../actor.js';
import { courseLevel, scopedLevel } from '../roles.js';
import { managedFamilies, organizationsWithRole } from './memberships.js';

/**
 * Users the actor may see (alias `u`): himself, members of courses where he is tutor or more, members of
 * organizations and families where he is manager or more (a manager of the organization is one of its families);
 * everybody with the claim `user:list`.
 */
export function visibleUsers(actor: Actor): Sql {
  if (actor.holds('user:list')) return sql`TRUE`;
  const tutor = courseLevel('_tutor');
  return sql`(u.id = ${actor.userId}
    OR u.id IN (
      SELECT theirs.user_id FROM course.course_members theirs
      JOIN course.course_members mine ON mine.course_id = theirs.course_id AND mine.user_id = ${actor.userId}
      JOIN course.course_roles role ON role.id = mine.course_role_id AND role.hierarchy_level >= ${tutor})
    OR u.id IN (
      SELECT theirs.user_id FROM organization.organization_members theirs
      WHERE theirs.organization_id IN ${organizationsWithRole(actor, '_manager')})
    OR u.id IN (
      SELECT theirs.user_id FROM organization.course_family_members theirs
      WHERE theirs.course_family_id IN ${managedFamilies(actor)}))`;
}

/** As `visibleUsers`; lecturers of any course and managers of any scope find everybody whose exact name they know. */
export function visibleUsersByExactName(actor: Actor): Sql {
  const mayLookUp =
    actor.highestCourseLevel >= courseLevel('_lecturer') ||
    actor.highestScopedLevel >= scopedLevel('_manager');
  return mayLookUp ? sql`TRUE` : visibleUsers(actor);
}

/** True when the actor is tutor or more of a course that the user (alias `u`), another person, is in. */
export function teachesUser(actor: Actor): Sql {
  return sql`(u.id <> ${actor.userId} AND EXISTS (
    SELECT 1 FROM course.course_members theirs
    JOIN course.course_members mine ON mine.course_id = theirs.course_id AND mine.user_id = ${actor.userId}
    JOIN course.course_roles role ON role.id = mine.course_role_id AND role.hierarchy_level >= ${courseLevel('_tutor')}
    WHERE theirs.user_id = u.id))`;
}
