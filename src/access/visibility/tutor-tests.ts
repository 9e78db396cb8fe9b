import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '../actor.js';

/** Tutor tests (alias `tt`) of the last 24 hours that the actor made; everybody's for administrators. */
export function visibleTutorTests(actor: Actor): Sql {
  const own = actor.isAdmin ? sql`TRUE` : sql`tt.author_id = ${actor.userId}`;
  return sql`(${own} AND tt.created_at > now() - interval '24 hours')`;
}
