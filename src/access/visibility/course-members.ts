import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '../actor.js';
import { coursesWithRole } from './memberships.js';

/** Course members the actor may see (alias `cm`): his own row, as tutor or more all of the course. */
export function visibleCourseMembers(actor: Actor): Sql {
  if (actor.isAdmin) return sql`TRUE`;
  return sql`(cm.user_id = ${actor.userId} OR cm.course_id IN ${coursesWithRole(actor, '_tutor')})`;
}

/** Course groups the actor may see (alias `cg`): his own group, as tutor or more all of the course. */
export function visibleCourseGroups(actor: Actor): Sql {
  if (actor.isAdmin) return sql`TRUE`;
  return sql`(cg.course_id IN ${coursesWithRole(actor, '_tutor')}
    OR cg.id IN (SELECT own.course_group_id FROM course.course_members own WHERE own.user_id = ${actor.userId}))`;
}

/** Comments about members the actor may see (alias `mc`, joined to the member `cm`): tutors and above of the course. */
export function visibleCourseMemberComments(actor: Actor): Sql {
  if (actor.isAdmin) return sql`TRUE`;
  return sql`cm.course_id IN ${coursesWithRole(actor, '_tutor')}`;
}
