import sql, { raw, type Sql } from 'sql-template-tag';
import { gradedBy, unitStatus } from './progress.js';
import { treeOrder } from '../../course/schemas/tree-order.js';

const PERCENTAGE = 'coalesce(round(100.0 * submitted / nullif(assignments, 0), 2), 0)';
const AVERAGE = 'round(coalesce(grades, 0) / nullif(assignments, 0), 4)';

/** The columns of a StatsRow for rows with `assignments, submitted, latest, graded, grades` and `types`. */
export const STATS =
  raw(`coalesce(assignments, 0)::int AS max_assignments, coalesce(submitted, 0)::int AS submitted_assignments,
  ${PERCENTAGE} AS progress_percentage, latest AS latest_submission_at, coalesce(graded, 0)::int AS graded_assignments,
  ${AVERAGE} AS average_grading, coalesce(types, '[]') AS by_content_type`);

/**
 * Two WITH queries: `<name>_by_type`, one row for each `key` and content type, and `<name>`, one for each `key`, with
 * the numbers over the rows of `from`; there `p` is the progress of open contents.
 */
export function statsBy(name: string, key: string, from: Sql): Sql {
  return sql`
    ${raw(`${name}_by_type`)} AS (
      SELECT ${raw(key)} AS key, p.course_content_type_id, count(*) AS assignments,
        count(*) FILTER (WHERE p.submission_count > 0) AS submitted, max(p.latest_submission_at) AS latest,
        count(p.grade) AS graded, sum(p.grade) AS grades
      FROM ${from} WHERE p.open GROUP BY 1, 2
    ),
    ${overTypes(name)}`;
}

/**
 * The same two, named `stats`, for whole courses: `members` is a condition on `cm`, `course` the id of their course.
 * Needs `leaf`. What nobody has begun is not read member by member but counted once for each type, and for each type
 * the index member_progress_gradebook alone is read. OFFSET 0 keeps the planner from joining before it groups.
 */
export function statsOfCourse(course: string, members: Sql): Sql {
  return sql`
    offered AS (SELECT course_content_type_id, count(*) AS assignments FROM leaf WHERE open GROUP BY 1),
    begun AS (
      SELECT of_type.course_content_type_id, of_member.* FROM (
        SELECT course_content_type_id, array_agg(id) AS contents FROM leaf WHERE open GROUP BY 1) of_type
      CROSS JOIN LATERAL (
        SELECT mp.course_member_id, count(*) FILTER (WHERE mp.submission_count > 0) AS submitted,
          max(mp.latest_submission_at) AS latest, count(mp.grade) AS graded, sum(mp.grade) AS grades
        FROM submission.member_progress mp
        WHERE mp.course_id = ${course} AND mp.course_content_id = ANY (of_type.contents) GROUP BY 1 OFFSET 0) of_member
    ),
    stats_by_type AS (
      SELECT cm.id AS key, course_content_type_id, offered.assignments, coalesce(begun.submitted, 0) AS submitted,
        begun.latest, coalesce(begun.graded, 0) AS graded, begun.grades
      FROM course.course_members cm CROSS JOIN offered
      LEFT JOIN (SELECT course_member_id AS id, begun.* FROM begun) begun USING (id, course_content_type_id)
      WHERE ${members}
    ),
    ${overTypes('stats')}`;
}

function overTypes(name: string): Sql {
  return sql`
    ${raw(name)} AS (
      SELECT key, sum(assignments) AS assignments, sum(submitted) AS submitted, max(latest) AS latest,
        sum(graded) AS graded, sum(grades) AS grades,
        jsonb_agg(jsonb_build_object('course_content_type_id', ct.id, 'course_content_type_slug', ct.slug,
          'course_content_type_title', ct.title, 'course_content_type_color', ct.color, 'max_assignments', assignments,
          'submitted_assignments', submitted, 'progress_percentage', ${raw(PERCENTAGE)},
          'latest_submission_at', platform.iso(latest), 'graded_assignments', graded,
          'average_grading', ${raw(AVERAGE)}) ORDER BY ct.slug, ct.id) AS types
      FROM ${raw(`${name}_by_type`)} t JOIN course.course_content_types ct ON ct.id = t.course_content_type_id
      GROUP BY key
    )`;
}

/**
 * WITH queries that end in `node_list`: one row whose `nodes` is the JSON of every content in `shown` (columns of
 * course_contents with `color` and `submittable`), in the order of the tree. Needs `progress` of one member.
 */
export const NODES = sql`
  ${statsBy('node_stats', 'n.id', sql`shown n JOIN progress p ON p.path <@ n.path`)},
  unit_status AS (
    SELECT n.id, ${unitStatus('p')} AS status FROM shown n
    JOIN progress p ON p.open AND p.path <@ n.path AND p.course_content_id <> n.id GROUP BY n.id
  ),
  node AS (
    SELECT n.id, n.course_id, n.path, n.title, n.submittable, n.position, n.color, ${STATS}, p.grade,
      CASE WHEN n.submittable THEN p.status ELSE coalesce(u.status, 0) END AS status, p.result_count, p.submission_count,
      p.graded_by_course_member_id, coalesce(g.max_test_runs, n.max_test_runs) AS max_test_runs,
      coalesce(g.max_submissions, n.max_submissions) AS max_submissions, run.id AS run_id, run.result AS run_result,
      run.status AS run_status, run.created_at AS run_created_at
    FROM shown n
    LEFT JOIN node_stats s ON s.key = n.id
    LEFT JOIN unit_status u ON u.id = n.id
    LEFT JOIN progress p ON p.course_content_id = n.id
    LEFT JOIN submission.submission_groups g ON g.id = p.submission_group_id
    LEFT JOIN submission.results run ON run.id = p.newest_result_id
  ),
  node_list AS (
    SELECT coalesce(jsonb_agg(jsonb_build_object('path', n.path::text, 'title', n.title, 'submittable', n.submittable,
      'position', n.position, 'course_content_type_color', n.color, 'by_content_type', n.by_content_type,
      'max_assignments', n.max_assignments, 'submitted_assignments', n.submitted_assignments,
      'progress_percentage', n.progress_percentage, 'latest_submission_at', platform.iso(n.latest_submission_at),
      'grading', n.grade, 'average_grading', n.average_grading, 'graded_assignments', n.graded_assignments,
      'status', n.status, 'latest_result_id', n.run_id, 'latest_result_grade', n.run_result,
      'latest_result_status', n.run_status, 'latest_result_created_at', platform.iso(n.run_created_at),
      'test_runs_count', n.result_count, 'max_test_runs', n.max_test_runs, 'submissions_count', n.submission_count,
      'max_submissions', n.max_submissions, 'graded_by_course_member', ${gradedBy('n.graded_by_course_member_id')})
      ORDER BY ${treeOrder('n')}, n.id), '[]') AS nodes
    FROM node n
  )`;
