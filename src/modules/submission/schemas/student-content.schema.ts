import { z } from 'zod';
import { pagingFields, type SortColumns } from '../../../platform/database/listing.js';
import { nestedRow } from '../../../platform/database/nested-row.js';
import { anyOf, id, queryInt } from '../../../platform/http/fields.js';
import {
  type AuditRow,
  listAudit,
  rowAudit,
  toListAudit,
  toRowAudit,
} from '../../../platform/http/view-fields.js';
import { contentPath } from '../../course/schemas/course-content.schema.js';
import {
  type BareCourseContentTypeRow,
  courseContentTypeGet,
  courseContentTypeList,
  toCourseContentTypeGet,
  toCourseContentTypeList,
} from '../../course/schemas/course-content-type.schema.js';
import {
  courseContentDeploymentList,
  type DeploymentOfContent,
  toDeployment,
  toDeploymentList,
} from '../../course/schemas/deployment.schema.js';
import { GRADE_STATUS, type GradeStatus, gradeStatusName } from './grade-status.js';
import { type ReportRights, shownReport } from './shown-report.js';
import {
  resultStudentGet,
  type ResultStudentGet,
  resultStudentList,
  type ResultStudentList,
  submissionGroupStudentGet,
  type SubmissionGroupStudentGet,
  submissionGroupStudentList,
  type SubmissionGroupStudentList,
  toRepository,
} from './student-group.schema.js';
import { versionedByContent } from './view-version.js';

const SORT: SortColumns = {
  id: 'cc.id',
  created_at: 'cc.created_at',
  updated_at: 'cc.updated_at',
  title: 'cc.title',
  path: 'cc.path',
  position: 'cc.position',
  status: 'grade_status',
};

export const contentViewQuery = z.object({
  ...pagingFields(SORT, { unlimited: true }),
  id: anyOf(id()),
  title: anyOf(z.string()),
  path: anyOf(contentPath()),
  course_id: anyOf(id()),
  course_content_type_id: anyOf(id()),
  nlevel: anyOf(queryInt()),
  descendants: anyOf(contentPath()).meta({ description: 'Contents below this path, without itself' }),
  ascendants: anyOf(contentPath()).meta({ description: 'Contents above this path, without itself' }),
  directory: anyOf(z.string()),
  project: anyOf(z.string()),
  provider_url: anyOf(z.string()),
});
export type ContentViewQuery = z.infer<typeof contentViewQuery>;

const moment = () => z.iso.datetime().nullable();
const status = () => z.enum(GRADE_STATUS).nullable();

export const courseContentStudentList = z
  .object({
    id: z.uuid(),
    title: z.string().nullable(),
    path: z.string(),
    course_id: z.uuid(),
    course_content_type_id: z.uuid(),
    course_content_kind_id: z.string(),
    position: z.number(),
    max_group_size: z.int().nullable(),
    submitted: z.boolean().nullable(),
    course_content_type: courseContentTypeList,
    result_count: z.int(),
    submission_count: z.int(),
    max_test_runs: z.int().nullable(),
    testing_service_id: z.uuid().nullable(),
    directory: z.string().nullable(),
    color: z.string(),
    result: resultStudentList.nullable(),
    submission_group: submissionGroupStudentList.nullable(),
    unread_message_count: z.int(),
    deployment: courseContentDeploymentList.nullable(),
    has_deployment: z.boolean().nullable(),
    status: status(),
    unreviewed_count: z.int(),
    latest_grade_status: status(),
    opens_at: moment(),
    due_at: moment(),
    closes_at: moment(),
    late_policy: z.record(z.string(), z.unknown()).nullable(),
    extension: z.object({ due_at: moment(), closes_at: moment() }).nullable(),
    ...listAudit,
  })
  .meta({ id: 'CourseContentStudentList' });

export const courseContentStudentGet = courseContentStudentList
  .extend({
    archived_at: moment(),
    description: z.string().nullable(),
    course_content_type: courseContentTypeGet,
    result: resultStudentGet.nullable(),
    submission_group: submissionGroupStudentGet.nullable(),
    ...rowAudit,
  })
  .meta({ id: 'CourseContentStudentGet' });

export const tutorGradeResponse = courseContentStudentList
  .extend({
    graded_artifact_id: z.uuid().nullable(),
    graded_artifact_info: z
      .object({
        id: z.uuid(),
        created_at: moment(),
        properties: z.record(z.string(), z.unknown()).nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'TutorGradeResponse' });

/** A content with what one member did for it. */
export interface StudentContentRow extends AuditRow, DeploymentOfContent {
  id: string;
  title: string | null;
  description: string | null;
  path: string;
  course_id: string;
  course_content_type_id: string;
  course_content_kind_id: string;
  position: number;
  max_group_size: number | null;
  archived_at: string | null;
  opens_at: string | null;
  due_at: string | null;
  closes_at: string | null;
  late_policy: Record<string, unknown> | null;
  testing_service_id: string | null;
  /** JSON of the type and of its kind. */
  course_content_type: unknown;
  course_content_kind: unknown;
  /** The member; null where an administrator looks at a course that he does not attend. */
  course_member_id: string | null;
  /** The member's own group is not made yet. */
  lacks_group: boolean;
  submission_count: number;
  result_count: number;
  /** The group's limit, else the content's. */
  effective_max_test_runs: number | null;
  /** 0..3; of a unit what its contents make of it. */
  grade_status: number | null;
  latest_grade_status: number | null;
  unreviewed_count: number;
  unread_message_count: number;
  /** JSON in the shape of the views, status of the group as number. */
  result: (ResultStudentGet & { report_rights: ReportRights }) | null;
  submission_group:
    | (Omit<SubmissionGroupStudentGet, 'status' | 'repository'> & { status: number | null; git_path: string })
    | null;
}

function typeOf(row: StudentContentRow) {
  const type = nestedRow<BareCourseContentTypeRow>(row.course_content_type) as BareCourseContentTypeRow;
  return { ...type, course_content_kind: row.course_content_kind };
}

/** What lists and single contents show alike. */
function toContentFields(row: StudentContentRow) {
  const deployment = toDeployment(row);
  return {
    id: row.id,
    title: row.title,
    path: row.path,
    course_id: row.course_id,
    course_content_type_id: row.course_content_type_id,
    course_content_kind_id: row.course_content_kind_id,
    position: row.position,
    max_group_size: row.max_group_size,
    submitted: row.submission_count > 0,
    result_count: row.result_count,
    submission_count: row.submission_count,
    max_test_runs: row.effective_max_test_runs,
    testing_service_id: row.testing_service_id,
    directory: deployment?.deployment_path ?? null,
    color: (row.course_content_type as BareCourseContentTypeRow).color,
    unread_message_count: row.unread_message_count,
    deployment: deployment === null ? null : toDeploymentList(deployment),
    has_deployment: deployment !== null && deployment.deployment_status !== 'unassigned',
    status: gradeStatusName(row.grade_status),
    unreviewed_count: row.unreviewed_count,
    latest_grade_status: gradeStatusName(row.latest_grade_status),
    opens_at: row.opens_at,
    due_at: row.due_at,
    closes_at: row.closes_at,
    late_policy: row.late_policy,
    // Extensions have no table yet; nobody has one.
    extension: null,
  };
}

function toResult(row: ResultStudentList): ResultStudentList {
  return {
    id: row.id,
    testing_service_id: row.testing_service_id,
    test_system_id: row.test_system_id,
    version_identifier: row.version_identifier,
    status: row.status,
    result: row.result,
    submit: row.submit,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

function toGroup(
  row: NonNullable<StudentContentRow['submission_group']>,
  publicUrl: string,
): SubmissionGroupStudentList {
  const status: GradeStatus | null = gradeStatusName(row.status);
  return {
    id: row.id,
    course_content_title: row.course_content_title,
    course_content_path: row.course_content_path,
    example_identifier: row.example_identifier,
    max_group_size: row.max_group_size,
    current_group_size: row.current_group_size,
    members: row.members,
    repository: toRepository(publicUrl, row.git_path),
    status,
    grading: row.grading,
    graded_by_course_member: row.graded_by_course_member,
    count: row.count,
    max_submissions: row.max_submissions,
    unread_message_count: row.unread_message_count,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

export function toCourseContentStudentList(
  row: StudentContentRow,
  publicUrl: string,
): z.infer<typeof courseContentStudentList> {
  return {
    ...toContentFields(row),
    course_content_type: toCourseContentTypeList(typeOf(row)),
    result: row.result === null ? null : toResult(row.result),
    submission_group: row.submission_group === null ? null : toGroup(row.submission_group, publicUrl),
    ...toListAudit(row),
  };
}

export function toCourseContentStudentGet(
  row: StudentContentRow,
  publicUrl: string,
): z.infer<typeof courseContentStudentGet> {
  const { result, submission_group: group } = row;
  return versionedByContent({
    ...toContentFields(row),
    archived_at: row.archived_at,
    description: row.description,
    course_content_type: toCourseContentTypeGet(typeOf(row)),
    result:
      result === null
        ? null
        : {
            ...toResult(result),
            result_json: shownReport(result.result_json, result.report_rights),
            result_artifacts: result.result_artifacts,
            created_by: result.created_by,
            updated_by: result.updated_by,
          },
    submission_group:
      group === null
        ? null
        : {
            ...toGroup(group, publicUrl),
            gradings: group.gradings,
            created_by: group.created_by,
            updated_by: group.updated_by,
          },
    ...toRowAudit(row),
  });
}
