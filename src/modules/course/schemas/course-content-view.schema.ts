import { z } from 'zod';
import { nestedRow } from '../../../platform/database/nested-row.js';
import { versioned } from '../../../platform/http/row-version.js';
import {
  type AuditRow,
  listAudit,
  rowAudit,
  toListAudit,
  toRowAudit,
} from '../../../platform/http/view-fields.js';
import { toGitInfo } from '../../organization/schemas/git-info.schema.js';
import {
  type BareCourseContentTypeRow,
  courseContentTypeGet,
  courseContentTypeList,
  toCourseContentTypeGet,
  toCourseContentTypeList,
} from './course-content-type.schema.js';
import {
  courseContentDeploymentGet,
  courseContentDeploymentList,
  type DeploymentOfContent,
  toDeployment,
  toDeploymentFields,
  type DeploymentRow,
  toDeploymentGet,
  toDeploymentList,
} from './deployment.schema.js';
import { teamFieldsView, type TeamFieldsRow, toTeamFields } from './team-fields.schema.js';

const moment = () => z.iso.datetime().nullable();

export const courseContentList = z
  .object({
    id: z.uuid(),
    title: z.string().nullable(),
    path: z.string(),
    course_id: z.uuid(),
    course_content_type_id: z.uuid(),
    course_content_kind_id: z.string(),
    position: z.number(),
    max_group_size: z.int().nullable(),
    max_test_runs: z.int().nullable(),
    max_submissions: z.int().nullable(),
    opens_at: moment(),
    due_at: moment(),
    closes_at: moment(),
    late_policy: z.record(z.string(), z.unknown()).nullable(),
    testing_service_id: z.uuid().nullable(),
    is_submittable: z.boolean(),
    has_deployment: z.boolean().nullable(),
    deployment_status: z.string().nullable(),
    example_version_id: z.uuid().nullable(),
    course_content_type: courseContentTypeList.nullable(),
    deployment: courseContentDeploymentList.nullable(),
    ...listAudit,
  })
  .meta({ id: 'CourseContentList' });

export const courseContentGet = courseContentList
  .extend({
    description: z.string().nullable(),
    properties: z.record(z.string(), z.unknown()),
    archived_at: moment(),
    course_content_type: courseContentTypeGet.nullable(),
    deployment: courseContentDeploymentGet.nullable(),
    ...teamFieldsView,
    team_formation_deadline: moment(),
    ...rowAudit,
  })
  .meta({ id: 'CourseContentGet' });

/** A content as the table has it; `path` is the text of an ltree. */
export interface BareCourseContentRow extends AuditRow, TeamFieldsRow {
  id: string;
  title: string | null;
  description: string | null;
  path: string;
  course_id: string;
  course_content_type_id: string;
  position: number;
  max_group_size: number | null;
  max_test_runs: number | null;
  max_submissions: number | null;
  opens_at: string | null;
  due_at: string | null;
  closes_at: string | null;
  late_policy: Record<string, unknown> | null;
  testing_service_id: string | null;
  team_formation_deadline: string | null;
  archived_at: string | null;
  properties: Record<string, unknown>;
}

export interface CourseContentRow extends BareCourseContentRow, DeploymentOfContent {
  /** When it was archived, itself or with one above it. */
  archived_since: string | null;
  course_content_kind_id: string;
  is_submittable: boolean;
  /** JSON of the type and of its kind. */
  course_content_type: unknown;
  course_content_kind: unknown;
  /** `<organization>/<family>/<course>` */
  full_path: string;
}

/** What lists and single contents show alike. */
function toContentFields(row: CourseContentRow) {
  return {
    id: row.id,
    title: row.title,
    path: row.path,
    course_id: row.course_id,
    course_content_type_id: row.course_content_type_id,
    course_content_kind_id: row.course_content_kind_id,
    position: row.position,
    max_group_size: row.max_group_size,
    max_test_runs: row.max_test_runs,
    max_submissions: row.max_submissions,
    opens_at: row.opens_at,
    due_at: row.due_at,
    closes_at: row.closes_at,
    late_policy: row.late_policy,
    testing_service_id: row.testing_service_id,
    is_submittable: row.is_submittable,
    ...toListAudit(row),
  };
}

function typeOf(row: CourseContentRow) {
  const type = nestedRow<BareCourseContentTypeRow>(row.course_content_type) as BareCourseContentTypeRow;
  return { ...type, course_content_kind: row.course_content_kind };
}

export function toCourseContentList(row: CourseContentRow): z.infer<typeof courseContentList> {
  const deployment = toDeployment(row);
  return {
    ...toContentFields(row),
    ...toDeploymentFields(deployment),
    course_content_type: toCourseContentTypeList(typeOf(row)),
    deployment: deployment === null ? null : toDeploymentList(deployment),
  };
}

function toDeploymentFor(tutored: boolean, deployment: DeploymentRow) {
  const view = toDeploymentGet(deployment);
  return tutored ? view : { ...view, example_version: null };
}

/**
 * Its files lie in the folder `deployment_path` of the course's repositories. Only tutors and above read what the
 * example consists of: its test files and the settings of its tester are none of the students' business.
 */
export function toCourseContentGet(
  row: CourseContentRow & { tutored: boolean },
  publicUrl: string,
): z.infer<typeof courseContentGet> {
  const deployment = toDeployment(row);
  const gitlab = { ...toGitInfo(publicUrl, row.full_path), directory: deployment?.deployment_path ?? null };
  const view = {
    ...toContentFields(row),
    ...toDeploymentFields(deployment),
    description: row.description,
    properties: { ...row.properties, gitlab },
    archived_at: row.archived_since,
    course_content_type: toCourseContentTypeGet(typeOf(row)),
    deployment: deployment === null ? null : toDeploymentFor(row.tutored, deployment),
    ...toTeamFields(row),
    team_formation_deadline: row.team_formation_deadline,
    ...toRowAudit(row),
  };
  return versioned(view, row.version);
}
