import sql, { raw, type Sql } from 'sql-template-tag';
import type { Actor } from '../actor.js';
import { coursesWithRole, managedFamilies } from './memberships.js';

/** Courses the actor may see (alias `c`): members, managers and owners above it, the claim `course:list`. */
export function visibleCourses(actor: Actor): Sql {
  if (actor.holds('course:list')) return sql`TRUE`;
  return sql`(c.id IN ${coursesWithRole(actor, '_student')} OR c.course_family_id IN ${managedFamilies(actor)})`;
}

/** Courses (the column `course`) where the actor is lecturer or more: what the views of lecturers show. */
export function lectures(actor: Actor, course: string): Sql {
  return actor.isAdmin ? sql`TRUE` : sql`${raw(course)} IN ${coursesWithRole(actor, '_lecturer')}`;
}

/** As `lectures` for the courses themselves (alias `c`), which holders of `course:list` see all. */
export function lecturedCourses(actor: Actor): Sql {
  return actor.holds('course:list') ? sql`TRUE` : lectures(actor, 'c.id');
}
