import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '../actor.js';
import { coursesWithRole, familiesWithRole, organizationsWithRole } from './memberships.js';

/**
 * Families the actor may see (alias `f`): any role in it or in its organization, a member of a course in it, the
 * claim `course_family:list`.
 */
export function visibleCourseFamilies(actor: Actor): Sql {
  if (actor.holds('course_family:list')) return sql`TRUE`;
  return sql`(
    f.id IN ${familiesWithRole(actor, '_developer')}
    OR f.organization_id IN ${organizationsWithRole(actor, '_developer')}
    OR f.id IN (SELECT attended.course_family_id FROM course.courses attended
                WHERE attended.id IN ${coursesWithRole(actor, '_student')}))`;
}
