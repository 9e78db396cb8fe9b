import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '../actor.js';
import { coursesWithRole, managedFamilies } from './memberships.js';

/** Courses the actor may see (alias `c`): members, managers and owners above it, the claim `course:list`. */
export function visibleCourses(actor: Actor): Sql {
  if (actor.holds('course:list')) return sql`TRUE`;
  return sql`(c.id IN ${coursesWithRole(actor, '_student')} OR c.course_family_id IN ${managedFamilies(actor)})`;
}
