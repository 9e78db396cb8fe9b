import sql, { empty, type Sql } from 'sql-template-tag';
import type { Actor } from '../../../access/actor.js';
import { gradedBy } from './progress.js';
import { reportRights } from './result-columns.js';

/** The test run `run` as JSON; `detailed` adds report and files, and what the reader may see of the report. */
export function resultJson(detailed: boolean, reader: Actor): Sql {
  const details = detailed
    ? sql`, 'result_json', run.result_json, 'report_rights', ${reportRights(reader, 'run')}, 'created_by', run.created_by, 'updated_by', run.updated_by,
        'result_artifacts', (
          SELECT coalesce(json_agg(json_build_object('id', ra.id, 'filename', ra.filename, 'content_type', ra.content_type,
            'file_size', ra.file_size, 'created_at', platform.iso(ra.created_at)) ORDER BY ra.filename), '[]')
          FROM submission.result_artifacts ra WHERE ra.result_id = run.id)`
    : empty;
  return sql`CASE WHEN run.id IS NOT NULL THEN json_build_object(
    'id', run.id, 'testing_service_id', run.testing_service_id, 'test_system_id', run.test_system_id,
    'version_identifier', run.version_identifier, 'status', run.status, 'result', run.result, 'submit', run.submit,
    'created_at', platform.iso(run.created_at), 'updated_at', platform.iso(run.updated_at) ${details}) END`;
}

const MEMBERS = sql`(
  SELECT coalesce(json_agg(json_build_object('id', mate.id, 'user_id', person.id, 'course_member_id', mate.course_member_id,
    'username', person.username, 'full_name', nullif(concat_ws(' ', person.given_name, person.family_name), ''))
    ORDER BY person.family_name, person.given_name, mate.id), '[]')
  FROM submission.submission_group_members mate
  JOIN course.course_members fellow ON fellow.id = mate.course_member_id
  JOIN auth.users person ON person.id = fellow.user_id
  WHERE mate.submission_group_id = g.id)`;

const GRADINGS = sql`(
  SELECT coalesce(json_agg(json_build_object('id', gr.id, 'submission_group_id', gr.submission_group_id,
    'graded_by_course_member_id', gr.graded_by_course_member_id, 'result_id', (
      SELECT r.id FROM submission.results r WHERE r.submission_artifact_id = gr.artifact_id
      ORDER BY r.created_at DESC, r.id DESC LIMIT 1),
    'grading', gr.grade, 'status', gr.status, 'feedback', gr.comment, 'created_at', platform.iso(gr.graded_at),
    'updated_at', platform.iso(gr.updated_at),
    'graded_by_course_member', ${gradedBy('gr.graded_by_course_member_id')})
    ORDER BY gr.graded_at DESC, gr.id DESC), '[]')
  FROM submission.submission_grades gr WHERE gr.submission_group_id = g.id)`;

/** Of a single member's group `g` his own repository, else the team's; needs its course `co`, `f` and `o`. */
export const GIT_PATH = sql`concat_ws('/', o.path, f.path, co.path, coalesce(
  (SELECT 'students/' || own.username FROM course.course_members owner JOIN auth.users own ON own.id = owner.user_id
   WHERE owner.id = g.personal_course_member_id), 'teams/' || g.id))`;

/** The group `g` with its progress `p` and the number of `unread` messages as JSON; `detailed` adds every grade. */
export function groupJson(detailed: boolean, unread: Sql): Sql {
  const details = detailed
    ? sql`, 'gradings', ${GRADINGS}, 'created_by', g.created_by, 'updated_by', g.updated_by`
    : empty;
  return sql`CASE WHEN g.id IS NOT NULL THEN json_build_object(
    'id', g.id, 'git_path', ${GIT_PATH}, 'course_content_title', cc.title, 'course_content_path', cc.path::text,
    'example_identifier', d.example_identifier, 'max_group_size', g.max_group_size, 'members', members.list,
    'current_group_size', json_array_length(members.list), 'status', p.status, 'grading', p.grade,
    'graded_by_course_member', ${gradedBy('p.graded_by_course_member_id')}, 'count', p.submission_count,
    'max_submissions', coalesce(g.max_submissions, cc.max_submissions), 'unread_message_count', ${unread},
    'created_at', platform.iso(g.created_at), 'updated_at', platform.iso(g.updated_at) ${details}) END`;
}

/** Joins the members (`members.list`) of the group `g`. */
export const joinMembers = sql`LEFT JOIN LATERAL (SELECT ${MEMBERS} AS list) members ON g.id IS NOT NULL`;
