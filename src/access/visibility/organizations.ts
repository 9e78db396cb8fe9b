import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '../actor.js';

/**
 * Organizations the actor may see (alias `o`): any scoped role in it or in one of its families, a member of a course
 * in it, the claim `organization:list`.
 */
export function visibleOrganizations(actor: Actor): Sql {
  if (actor.holds('organization:list')) return sql`TRUE`;
  return sql`(
    o.id IN (SELECT organization_id FROM organization.organization_members WHERE user_id = ${actor.userId})
    OR o.id IN (
      SELECT f.organization_id FROM organization.course_families f
      JOIN organization.course_family_members m ON m.course_family_id = f.id AND m.user_id = ${actor.userId})
    OR o.id IN (
      SELECT f.organization_id FROM organization.course_families f
      JOIN course.courses c ON c.course_family_id = f.id
      JOIN course.course_members m ON m.course_id = c.id AND m.user_id = ${actor.userId}))`;
}
