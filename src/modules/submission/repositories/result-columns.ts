import sql, { raw, type Sql } from 'sql-template-tag';
import type { Actor } from '../../../access/actor.js';
import { taughtBy } from '../../../access/visibility/submission-groups.js';

/**
 * What of the report of a result the actor may see by now, as `ReportRights`. `result` is the row's alias, which has
 * `course_id` and `submission_group_id`; `cc` is its content. An extension of a group would count here.
 */
export function reportRights(actor: Actor, result: 'r' | 'run'): Sql {
  const seesAll = actor.isService || actor.holds('result:list') ? sql`TRUE` : taughtBy(actor, result);
  return sql`jsonb_build_object('all', ${seesAll},
    'due', coalesce(coalesce(cc.due_at, cc.closes_at) <= now(), FALSE),
    'graded', EXISTS (SELECT 1 FROM submission.submission_grades given
                      WHERE given.submission_group_id = ${raw(result)}.submission_group_id))`;
}

/** SELECT … FROM of result rows (alias `r`, content `cc`) as `ResultListRow` has them; WHERE follows. */
export const selectResultList = sql`
  SELECT r.id, r.course_member_id, r.course_content_id, cc.course_content_type_id, r.submission_group_id,
    r.submission_artifact_id, r.testing_service_id, r.test_system_id, r.result, r.version_identifier,
    r.reference_version_identifier, r.status, r.created_at, r.updated_at,
    (SELECT count(*)::int FROM submission.result_artifacts ra WHERE ra.result_id = r.id) AS artifact_count
  FROM submission.results r
  JOIN course.course_contents cc ON cc.id = r.course_content_id`;

/** The same with what `ResultRow` adds, for this reader. */
export const selectResult = (actor: Actor): Sql => sql`
  SELECT r.*, cc.course_content_type_id, ${reportRights(actor, 'r')} AS report_rights,
    coalesce(files.artifact_count, 0) AS artifact_count, coalesce(files.result_artifacts, '[]') AS result_artifacts,
    ARRAY(SELECT gr.id FROM submission.submission_grades gr WHERE gr.artifact_id = r.submission_artifact_id
          ORDER BY gr.graded_at DESC, gr.id DESC) AS grading_ids
  FROM submission.results r
  JOIN course.course_contents cc ON cc.id = r.course_content_id
  LEFT JOIN LATERAL (
    SELECT count(*)::int AS artifact_count,
      jsonb_agg(jsonb_build_object('id', ra.id, 'filename', ra.filename, 'content_type', ra.content_type,
        'file_size', ra.file_size, 'created_at', ra.created_at) ORDER BY ra.filename) AS result_artifacts
    FROM submission.result_artifacts ra WHERE ra.result_id = r.id) files ON TRUE`;
