import sql, { raw, type Sql } from 'sql-template-tag';
import { openToStudents } from '../../../access/visibility/course-contents.js';

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

/** True when neither the content `cc` nor one above it is archived. */
export const KEPT = sql`NOT EXISTS (
  SELECT 1 FROM course.course_contents above
  WHERE above.course_id = cc.course_id AND above.archived_at IS NOT NULL
    AND above.path = ANY (ARRAY(SELECT subpath(cc.path, 0, depth) FROM generate_series(1, nlevel(cc.path)) depth)))`;

/**
 * Two WITH queries, without the word WITH: `leaf`, the submittable contents that are not archived, each with `open`
 * (students may see it), and `progress`, one row for each leaf and member of its course: his group (null until first
 * needed), its official hand-ins, counted test runs, current grade, and `unreviewed` (contract 03, section 5: 1 while
 * the newest official hand-in has no grade or is not reviewed). Every view, list and grading reads its numbers here.
 */
export function progressOf({ contents, members }: ProgressScope): Sql {
  return sql`
    leaf AS MATERIALIZED (
      SELECT cc.id, cc.course_id, cc.path, cc.course_content_type_id, ${openToStudents()} AS open
      FROM course.course_contents cc
      JOIN course.course_content_types ct ON ct.id = cc.course_content_type_id
      JOIN course.course_content_kinds k ON k.id = ct.course_content_kind_id AND k.submittable
      WHERE ${KEPT} AND (${contents})
    ),
    progress AS MATERIALIZED (
      SELECT cm.id AS course_member_id, leaf.id AS course_content_id, leaf.course_id, leaf.path, leaf.open,
        leaf.course_content_type_id, gm.submission_group_id, handed_in.submission_count, handed_in.latest_submission_at,
        tests.result_count, current.grade, current.status, current.graded_by_course_member_id,
        coalesce(newest.unreviewed, 0) AS unreviewed
      FROM leaf
      JOIN course.course_members cm ON cm.course_id = leaf.course_id
      LEFT JOIN submission.submission_group_members gm
        ON gm.course_member_id = cm.id AND gm.course_content_id = leaf.id
      LEFT JOIN LATERAL (SELECT * FROM submission.current_grades c
        WHERE c.submission_group_id = gm.submission_group_id) current ON TRUE
      CROSS JOIN LATERAL (
        SELECT count(*)::int AS submission_count, max(a.uploaded_at) AS latest_submission_at
        FROM submission.submission_artifacts a WHERE a.submission_group_id = gm.submission_group_id AND a.submit
      ) handed_in
      CROSS JOIN LATERAL (
        SELECT count(*)::int AS result_count FROM submission.results r
        WHERE r.submission_group_id = gm.submission_group_id AND r.counts
      ) tests
      LEFT JOIN LATERAL (
        SELECT CASE WHEN coalesce(reviewed.status, 0) = 0 THEN 1 ELSE 0 END AS unreviewed
        FROM submission.submission_artifacts a
        LEFT JOIN LATERAL (
          SELECT gr.status FROM submission.submission_grades gr WHERE gr.artifact_id = a.id
          ORDER BY gr.graded_at DESC, gr.id DESC LIMIT 1) reviewed ON TRUE
        WHERE a.submission_group_id = gm.submission_group_id AND a.submit
        ORDER BY a.uploaded_at DESC, a.id DESC LIMIT 1
      ) newest ON TRUE
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
