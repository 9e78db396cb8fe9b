import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '../actor.js';
import { courseLevel } from '../roles.js';

/** Services the actor may see (alias `s`): all for lecturers and holders of `service:list`, else his own. */
export function visibleServices(actor: Actor): Sql {
  if (actor.holds('service:list') || actor.highestCourseLevel >= courseLevel('_lecturer')) return sql`TRUE`;
  return sql`s.user_id = ${actor.userId}`;
}
