import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '../actor.js';
import { managedFamilies, organizationsWithRole } from './memberships.js';

/** Organization members the actor may see (alias `m`): his own row, all where he is manager or more, by claim all. */
export function visibleOrganizationMembers(actor: Actor): Sql {
  if (actor.holds('organization_member:list')) return sql`TRUE`;
  return sql`(m.user_id = ${actor.userId} OR m.organization_id IN ${organizationsWithRole(actor, '_manager')})`;
}

/** Family members the actor may see (alias `m`): his own row, all where he is manager or more, by claim all. */
export function visibleCourseFamilyMembers(actor: Actor): Sql {
  if (actor.holds('course_family_member:list')) return sql`TRUE`;
  return sql`(m.user_id = ${actor.userId} OR m.course_family_id IN ${managedFamilies(actor)})`;
}
