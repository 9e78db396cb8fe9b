import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '../actor.js';

/** Invite links (alias `i`) that the actor made; all of them for administrators. */
export function visibleInvites(actor: Actor): Sql {
  return actor.isAdmin ? sql`TRUE` : sql`i.created_by = ${actor.userId}`;
}
