import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '../actor.js';
import { type CourseRole, courseRolesFrom, type ScopedRole, scopedRolesFrom } from '../roles.js';

/** Ids of the courses where the actor holds `role` or more, as a subquery. */
export function coursesWithRole(actor: Actor, role: CourseRole): Sql {
  return sql`(SELECT mine.course_id FROM course.course_members mine
    WHERE mine.user_id = ${actor.userId} AND mine.course_role_id = ANY(${courseRolesFrom(role)}))`;
}

/** Ids of the organizations where the actor holds `role` or more, as a subquery. */
export function organizationsWithRole(actor: Actor, role: ScopedRole): Sql {
  return sql`(SELECT mine.organization_id FROM organization.organization_members mine
    WHERE mine.user_id = ${actor.userId} AND mine.organization_role_id = ANY(${scopedRolesFrom(role)}))`;
}

/** Ids of the families where the actor himself holds `role` or more, as a subquery. */
export function familiesWithRole(actor: Actor, role: ScopedRole): Sql {
  return sql`(SELECT mine.course_family_id FROM organization.course_family_members mine
    WHERE mine.user_id = ${actor.userId} AND mine.course_family_role_id = ANY(${scopedRolesFrom(role)}))`;
}

/** Ids of the families where the actor is manager or more, in the family or in its organization, as a subquery. */
export function managedFamilies(actor: Actor): Sql {
  return sql`(SELECT managed.id FROM organization.course_families managed
    WHERE managed.id IN ${familiesWithRole(actor, '_manager')}
       OR managed.organization_id IN ${organizationsWithRole(actor, '_manager')})`;
}
