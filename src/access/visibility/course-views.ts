import sql, { raw, type Sql } from 'sql-template-tag';
import type { Actor } from '../actor.js';
import { STUDENT } from '../roles.js';
import { coursesWithRole } from './memberships.js';

/** Courses (the column `course`) where the actor holds any role: what the views of students show. */
export function attends(actor: Actor, course: string): Sql {
  return actor.isAdmin ? sql`TRUE` : sql`${raw(course)} IN ${coursesWithRole(actor, '_student')}`;
}

/** Courses (the column `course`) where the actor is tutor or more: what the views of tutors show. */
export function teaches(actor: Actor, course: string): Sql {
  return actor.isAdmin ? sql`TRUE` : sql`${raw(course)} IN ${coursesWithRole(actor, '_tutor')}`;
}

/** Course members (the alias `members`) who are students and nothing more: those whom gradings list. */
export function studentsOnly(members: string): Sql {
  return sql`${raw(members)}.course_role_id = ${STUDENT}`;
}
