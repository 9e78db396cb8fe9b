import sql, { raw, type Sql } from 'sql-template-tag';
import type { Actor } from '../actor.js';
import { courseLevel } from '../roles.js';

/**
 * What hangs on a submission group (groups, artifacts, grades): visible to the members of the group and to tutors and
 * more of its course. `alias` is the row; it has `course_id` and, as `group`, the id of the group. Arrays, because a
 * subquery under OR is a filter on every row of the table, while arrays find the rows by both indexes.
 */
function throughGroup(actor: Actor, alias: string, group: string): Sql {
  return sql`(
    ${raw(`${alias}.${group}`)} = ANY (ARRAY(
      SELECT gm.submission_group_id FROM submission.submission_group_members gm
      JOIN course.course_members cm ON cm.id = gm.course_member_id WHERE cm.user_id = ${actor.userId}))
    OR ${taughtBy(actor, alias)})`;
}

/**
 * The row's course is one where the actor is tutor or more. `alias` has `course_id`. Who teaches nowhere is told apart
 * here already: PostgreSQL would expect many rows of a list of courses and not use the index of his groups.
 */
export function taughtBy(actor: Actor, alias: string): Sql {
  if (actor.isAdmin) return sql`TRUE`;
  if (actor.highestCourseLevel < courseLevel('_tutor')) return sql`FALSE`;
  return sql`${raw(`${alias}.course_id`)} = ANY (ARRAY(
    SELECT cm.course_id FROM course.course_members cm
    JOIN course.course_roles cr ON cr.id = cm.course_role_id AND cr.hierarchy_level >= ${courseLevel('_tutor')}
    WHERE cm.user_id = ${actor.userId}))`;
}

/** Submission groups the actor may see (alias `g`): his own, and all of courses where he is tutor or more. */
export function visibleSubmissionGroups(actor: Actor): Sql {
  return actor.isAdmin ? sql`TRUE` : throughGroup(actor, 'g', 'id');
}

/** Artifacts the actor may see (alias `a`): those of the groups he sees. */
export function visibleArtifacts(actor: Actor): Sql {
  return actor.isAdmin ? sql`TRUE` : throughGroup(actor, 'a', 'submission_group_id');
}

/** Grades the actor may see (alias `gr`): those of the groups he sees. */
export function visibleGrades(actor: Actor): Sql {
  return actor.isAdmin ? sql`TRUE` : throughGroup(actor, 'gr', 'submission_group_id');
}

/** Results the actor may see (alias `r`): those of the groups he sees; all with the claim `result:list`. */
export function visibleResults(actor: Actor): Sql {
  return actor.holds('result:list') ? sql`TRUE` : throughGroup(actor, 'r', 'submission_group_id');
}
