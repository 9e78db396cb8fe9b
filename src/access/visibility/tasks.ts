import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '../actor.js';
import { coursesWithRole } from './memberships.js';

/** Tasks the actor may see (alias `t`): those he started, as lecturer or more all of his courses. */
export function visibleTasks(actor: Actor): Sql {
  if (actor.isAdmin) return sql`TRUE`;
  return sql`(t.created_by = ${actor.userId} OR t.course_id IN ${coursesWithRole(actor, '_lecturer')})`;
}
