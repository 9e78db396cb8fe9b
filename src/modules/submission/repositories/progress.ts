import sql, { raw, type Sql } from 'sql-template-tag';
import { KEPT, openToStudents } from '../../../access/visibility/course-contents.js';

/** Which contents (a condition on `cc`) and whose work (a condition on `cm`) a view looks at. */
export interface ProgressScope {
  contents: Sql;
  members: Sql;
}

/**
 * Number of messages that the reader has not read, of those that `belong` (a condition on `unread`, with
 * `submission_group_id` and `course_content_id`). Every view takes its number from here (docs/decisions/0007).
 */
export function unreadMessages(readerId: string, belong: Sql): Sql {
  return sql`(SELECT count(*)::int FROM messaging.unread_by(${readerId}) unread WHERE ${belong})`;
}

/** A query of `course_member_id` and `messages`: how many of his groups' messages in a course the reader has not read. */
export function unreadOfMembers(readerId: string, courseId: string | undefined): Sql {
  return sql`
    SELECT gm.course_member_id, count(*)::int AS messages
    FROM messaging.unread_by(${readerId}) waiting
    JOIN submission.submission_group_members gm ON gm.submission_group_id = waiting.submission_group_id
    WHERE waiting.course_id = ${courseId} GROUP BY 1`;
}

/**
 * A WITH query, without the word WITH: `leaf`, the submittable contents that are not archived, each with `open`
 * (students may see it). `contents` is a condition on `cc`.
 */
export function leafOf(contents: Sql): Sql {
  return sql`
    leaf AS MATERIALIZED (
      SELECT cc.id, cc.course_id, cc.path, cc.course_content_type_id, ${openToStudents()} AS open
      FROM course.course_contents cc
      JOIN course.course_content_types ct ON ct.id = cc.course_content_type_id
      JOIN course.course_content_kinds k ON k.id = ct.course_content_kind_id AND k.submittable
      WHERE ${KEPT} AND (${contents})
    )`;
}

/**
 * Two WITH queries: `leaf`, and `progress`, one row for each leaf and member of its course: his group (null until
 * first needed), its official hand-ins, counted test runs, current grade, and `unreviewed` (contract 03, section 5:
 * 1 while the newest official hand-in has no grade or is not reviewed). Triggers keep these numbers in
 * submission.member_progress, where every view, list and grading reads them.
 */
export function progressOf({ contents, members }: ProgressScope): Sql {
  return sql`
    ${leafOf(contents)},
    progress AS (
      SELECT cm.id AS course_member_id, leaf.id AS course_content_id, leaf.course_id, leaf.path, leaf.open,
        leaf.course_content_type_id, kept.submission_group_id, coalesce(kept.submission_count, 0) AS submission_count,
        kept.latest_submission_at, coalesce(kept.result_count, 0) AS result_count, kept.grade, kept.status,
        kept.graded_by_course_member_id, coalesce(kept.unreviewed, 0) AS unreviewed, kept.newest_grade_status,
        kept.newest_result_id
      FROM leaf
      JOIN course.course_members cm ON cm.course_id = leaf.course_id
      LEFT JOIN submission.member_progress kept
        ON kept.course_member_id = cm.id AND kept.course_content_id = leaf.id AND kept.course_id = leaf.course_id
      WHERE ${members}
    )`;
}

/**
 * Status (0..3) of a unit, an aggregate over the rows of `progress` below it: any correction_necessary, else any
 * improvement_possible, else corrected when all open ones are, else not_reviewed.
 */
export function unitStatus(progress: string): Sql {
  const status = raw(`${progress}.status`);
  const open = raw(`${progress}.open`);
  return sql`CASE WHEN bool_or(${status} = 2) THEN 2 WHEN bool_or(${status} = 3) THEN 3
    WHEN bool_and(coalesce(${status}, 0) = 1) FILTER (WHERE ${open}) THEN 1 ELSE 0 END`;
}

/** Who graded, as JSON `GradedByCourseMember`, or null when `memberId` (a column) is null. */
export function gradedBy(memberId: string): Sql {
  return sql`(
    SELECT jsonb_build_object('course_role_id', grader.course_role_id, 'user_id', grader.user_id, 'user',
      jsonb_build_object('given_name', person.given_name, 'family_name', person.family_name))
    FROM course.course_members grader JOIN auth.users person ON person.id = grader.user_id
    WHERE grader.id = ${raw(memberId)})`;
}
