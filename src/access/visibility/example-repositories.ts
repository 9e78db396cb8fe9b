import sql, { raw, type Sql } from 'sql-template-tag';
import type { Actor } from '../actor.js';
import { courseLevel } from '../roles.js';

const LIBRARY_CLAIMS = ['list', 'get', 'download', 'upload', 'create', 'update'];

/** True where the actor is lecturer or more of a course in the organization that `column` names; null never is. */
export const teachingInOrganization =
  (column: string) =>
  (actor: Actor): Sql => sql`coalesce(${raw(column)} IN (
    SELECT f.organization_id FROM organization.course_families f
    JOIN course.courses taught ON taught.course_family_id = f.id
    JOIN course.course_members mine ON mine.course_id = taught.id AND mine.user_id = ${actor.userId}
    JOIN course.course_roles role ON role.id = mine.course_role_id AND role.hierarchy_level >= ${courseLevel('_lecturer')}
  ), FALSE)`;

/** As `teachingInOrganization` for a repository (alias `er`); a shared one belongs to the lecturers of every course. */
export function teachingInLibrary(actor: Actor): Sql {
  const anywhere = actor.highestCourseLevel >= courseLevel('_lecturer');
  return sql`((er.organization_id IS NULL AND ${anywhere}) OR ${teachingInOrganization('er.organization_id')(actor)})`;
}

/**
 * Example repositories the actor may see (alias `er`), with their examples and versions: those of organizations where
 * he is lecturer or more, shared ones for lecturers of any course, all with a general claim on examples.
 */
export function visibleExampleRepositories(actor: Actor): Sql {
  if (LIBRARY_CLAIMS.some((action) => actor.holds(`example:${action}`))) return sql`TRUE`;
  return teachingInLibrary(actor);
}
