import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '../../../access/actor.js';
import { KEPT } from '../../../access/visibility/course-contents.js';
import { visibleSubmissionGroups } from '../../../access/visibility/submission-groups.js';
import { equals, listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import {
  toTutorSubmissionGroupList,
  type TutorSubmissionGroupListRow,
  type TutorSubmissionGroupQuery,
  type TutorSubmissionGroupRow,
} from '../schemas/tutor-submission-group.schema.js';
import { GIT_PATH } from './student-content-columns.js';

/* Columns of every tutor's view of a group (alias g, content cc); limits are those that hold. */
const COLUMNS = sql`
  g.id, g.course_id, g.course_content_id, g.max_group_size, g.version, g.created_at, g.updated_at, g.created_by, g.updated_by,
  coalesce(g.max_submissions, cc.max_submissions) AS max_submissions,
  coalesce(g.max_test_runs, cc.max_test_runs) AS max_test_runs,
  coalesce(g.display_name, people.names, 'Group ' || left(g.id::text, 8)) AS display_name,
  people.member_count, official.submission_count, official.latest_submission_at,
  official.submission_count > official.graded_submission_count AS has_ungraded_submissions`;

const FROM = sql`
  FROM submission.submission_groups g
  JOIN course.course_contents cc ON cc.id = g.course_content_id
  JOIN course.course_content_types ct ON ct.id = cc.course_content_type_id
  JOIN course.course_content_kinds ck ON ck.id = ct.course_content_kind_id
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS member_count,
      string_agg(coalesce(nullif(concat_ws(' ', u.given_name, u.family_name), ''), u.username::text), ', '
        ORDER BY u.family_name, u.given_name, u.id) AS names,
      coalesce(jsonb_agg(jsonb_build_object('id', gm.id, 'course_member_id', cm.id, 'user_id', u.id,
        'given_name', u.given_name, 'family_name', u.family_name, 'email', u.email)
        ORDER BY u.family_name, u.given_name, u.id), '[]') AS members
    FROM submission.submission_group_members gm
    JOIN course.course_members cm ON cm.id = gm.course_member_id
    JOIN auth.users u ON u.id = cm.user_id
    WHERE gm.submission_group_id = g.id) people
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS submission_count, max(a.uploaded_at) AS latest_submission_at,
      count(newest.grade)::int AS graded_submission_count, avg(newest.grade)::float8 AS average_grade
    FROM submission.submission_artifacts a
    LEFT JOIN LATERAL (
      SELECT gr.grade FROM submission.submission_grades gr WHERE gr.artifact_id = a.id
      ORDER BY gr.graded_at DESC, gr.id DESC LIMIT 1) newest ON TRUE
    WHERE a.submission_group_id = g.id AND a.submit) official`;

/** Submission groups as tutors see them. */
@Injectable()
export class TutorSubmissionGroupRepository {
  constructor(private readonly tx: Transaction) {}

  listVisible(actor: Actor, query: TutorSubmissionGroupQuery) {
    return listPage<
      TutorSubmissionGroupListRow & Record<string, unknown>,
      ReturnType<typeof toTutorSubmissionGroupList>
    >(
      this.tx,
      {
        select: sql`SELECT ${COLUMNS} ${FROM}`,
        where: [
          visibleSubmissionGroups(actor),
          sql`ck.submittable AND ${KEPT}`,
          ...equals('g.course_id', query.course_id),
          ...equals('g.course_content_id', query.course_content_id),
          ...inCourseGroup(query.course_group_id),
          ...equals('(official.submission_count > 0)', query.has_submissions),
          ...equals(
            '(official.submission_count > official.graded_submission_count)',
            query.has_ungraded_submissions,
          ),
        ],
        order: sql`g.created_at`,
        tieBreak: sql`g.id`,
        paging: query,
      },
      toTutorSubmissionGroupList,
    );
  }

  /** The row, or null; who may see it was decided by the guard. */
  find(id: string): Promise<TutorSubmissionGroupRow | null> {
    return this.tx.row<TutorSubmissionGroupRow & Record<string, unknown>>(sql`
      SELECT ${COLUMNS}, g.properties, ${GIT_PATH} AS git_path, people.members, official.graded_submission_count,
        official.average_grade,
        (SELECT count(*)::int FROM submission.results r WHERE r.submission_group_id = g.id AND r.counts) AS test_run_count,
        (SELECT a.id FROM submission.submission_artifacts a WHERE a.submission_group_id = g.id AND a.submit
         ORDER BY a.uploaded_at DESC, a.id DESC LIMIT 1) AS latest_submission_id,
        (SELECT gr.grade FROM submission.submission_grades gr WHERE gr.submission_group_id = g.id
         ORDER BY gr.graded_at DESC, gr.id DESC LIMIT 1) AS latest_grade
      ${FROM}
      JOIN course.courses co ON co.id = g.course_id
      JOIN organization.course_families f ON f.id = co.course_family_id
      JOIN organization.organizations o ON o.id = f.organization_id
      WHERE g.id = ${id}`);
  }
}

function inCourseGroup(courseGroupId: string | undefined): Sql[] {
  if (courseGroupId === undefined) return [];
  return [
    sql`g.id IN (SELECT gm.submission_group_id FROM submission.submission_group_members gm
      JOIN course.course_members cm ON cm.id = gm.course_member_id WHERE cm.course_group_id = ${courseGroupId})`,
  ];
}
