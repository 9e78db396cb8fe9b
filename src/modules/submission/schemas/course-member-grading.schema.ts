import { z } from 'zod';
import { pagingFields, type SortColumns } from '../../../platform/database/listing.js';
import { anyOf, id } from '../../../platform/http/fields.js';
import {
  type AuditRow,
  listAudit,
  rowAudit,
  toListAudit,
  toRowAudit,
} from '../../../platform/http/view-fields.js';
import { GRADE_STATUS, gradeStatusName } from './grade-status.js';
import { type ResultStatus, resultStatusNumber } from './result-status.js';
import { gradedByCourseMember, type GradedByCourseMember } from './student-group.schema.js';
import { versionedByContent } from './view-version.js';

const SORT: SortColumns = {
  created_at: 'cm.created_at',
  updated_at: 'cm.updated_at',
  username: 'u.username',
  given_name: 'u.given_name',
  family_name: 'u.family_name',
};

export const courseMemberGradingQuery = z.object({
  ...pagingFields(SORT),
  course_id: id(),
  course_member_id: anyOf(id()),
});
export type CourseMemberGradingQuery = z.infer<typeof courseMemberGradingQuery>;

const score = () => z.number().min(0).max(1);
const percentage = () => z.number().min(0).max(100);
const moment = () => z.iso.datetime().nullable();

export const contentTypeGradingStats = z
  .object({
    course_content_type_id: z.uuid(),
    course_content_type_slug: z.string(),
    course_content_type_title: z.string().nullable(),
    course_content_type_color: z.string().nullable(),
    max_assignments: z.int(),
    submitted_assignments: z.int(),
    progress_percentage: percentage(),
    latest_submission_at: moment(),
    graded_assignments: z.int().nullable(),
    average_grading: score().nullable(),
  })
  .meta({ id: 'ContentTypeGradingStats' });
export type ContentTypeGradingStats = z.infer<typeof contentTypeGradingStats>;

export const courseMemberGradingNode = z
  .object({
    path: z.string(),
    title: z.string().nullable(),
    submittable: z.boolean().nullable(),
    position: z.number().nullable(),
    course_content_type_color: z.string().nullable(),
    by_content_type: z.array(contentTypeGradingStats),
    max_assignments: z.int(),
    submitted_assignments: z.int(),
    progress_percentage: percentage(),
    latest_submission_at: moment(),
    grading: score().nullable(),
    average_grading: score().nullable(),
    graded_assignments: z.int().nullable(),
    status: z.enum(GRADE_STATUS).nullable(),
    latest_result_id: z.uuid().nullable(),
    latest_result_grade: score().nullable(),
    latest_result_status: z.int().nullable(),
    latest_result_created_at: moment(),
    test_runs_count: z.int().nullable(),
    max_test_runs: z.int().nullable(),
    submissions_count: z.int().nullable(),
    max_submissions: z.int().nullable(),
    graded_by_course_member: gradedByCourseMember.nullable(),
  })
  .meta({ id: 'CourseMemberGradingNode' });

export const courseMemberGradingsList = z
  .object({
    course_member_id: z.uuid(),
    course_id: z.uuid(),
    user_id: z.uuid().nullable(),
    username: z.string().nullable(),
    given_name: z.string().nullable(),
    family_name: z.string().nullable(),
    student_id: z.string().nullable(),
    total_max_assignments: z.int(),
    total_submitted_assignments: z.int(),
    overall_progress_percentage: percentage(),
    latest_submission_at: moment(),
    overall_average_grading: score().nullable(),
    by_content_type: z.array(contentTypeGradingStats),
    ...listAudit,
  })
  .meta({ id: 'CourseMemberGradingsList' });

export const courseMemberGradingsGet = courseMemberGradingsList
  .extend({ nodes: z.array(courseMemberGradingNode), ...rowAudit })
  .meta({ id: 'CourseMemberGradingsGet' });

/** Numbers over some contents of one member. */
interface StatsRow {
  max_assignments: number;
  submitted_assignments: number;
  progress_percentage: number;
  latest_submission_at: string | null;
  graded_assignments: number;
  average_grading: number | null;
  /** JSON in the shape of the view. */
  by_content_type: ContentTypeGradingStats[];
}

export interface GradingNodeRow extends StatsRow {
  path: string;
  title: string | null;
  submittable: boolean;
  position: number;
  course_content_type_color: string;
  grading: number | null;
  status: number | null;
  latest_result_id: string | null;
  latest_result_grade: number | null;
  latest_result_status: ResultStatus | null;
  latest_result_created_at: string | null;
  test_runs_count: number;
  max_test_runs: number | null;
  submissions_count: number;
  max_submissions: number | null;
  graded_by_course_member: GradedByCourseMember | null;
}

export interface GradingRow extends AuditRow, StatsRow {
  course_member_id: string;
  course_id: string;
  user_id: string;
  username: string;
  given_name: string | null;
  family_name: string | null;
  student_id: string | null;
}

export interface GradingWithNodesRow extends GradingRow {
  nodes: GradingNodeRow[];
}

function toStats(row: ContentTypeGradingStats): ContentTypeGradingStats {
  return {
    course_content_type_id: row.course_content_type_id,
    course_content_type_slug: row.course_content_type_slug,
    course_content_type_title: row.course_content_type_title,
    course_content_type_color: row.course_content_type_color,
    max_assignments: row.max_assignments,
    submitted_assignments: row.submitted_assignments,
    progress_percentage: row.progress_percentage,
    latest_submission_at: row.latest_submission_at,
    graded_assignments: row.graded_assignments,
    average_grading: row.average_grading,
  };
}

function toNode(row: GradingNodeRow): z.infer<typeof courseMemberGradingNode> {
  const state = row.latest_result_status;
  return {
    path: row.path,
    title: row.title,
    submittable: row.submittable,
    position: row.position,
    course_content_type_color: row.course_content_type_color,
    by_content_type: row.by_content_type.map(toStats),
    max_assignments: row.max_assignments,
    submitted_assignments: row.submitted_assignments,
    progress_percentage: row.progress_percentage,
    latest_submission_at: row.latest_submission_at,
    grading: row.grading,
    average_grading: row.submittable ? null : row.average_grading,
    graded_assignments: row.graded_assignments,
    status: gradeStatusName(row.status),
    latest_result_id: row.latest_result_id,
    latest_result_grade: row.latest_result_grade,
    latest_result_status: state === null ? null : resultStatusNumber(state),
    latest_result_created_at: row.latest_result_created_at,
    test_runs_count: row.submittable ? row.test_runs_count : null,
    max_test_runs: row.max_test_runs,
    submissions_count: row.submittable ? row.submissions_count : null,
    max_submissions: row.max_submissions,
    graded_by_course_member: row.graded_by_course_member,
  };
}

function toFields(row: GradingRow) {
  return {
    course_member_id: row.course_member_id,
    course_id: row.course_id,
    user_id: row.user_id,
    username: row.username,
    given_name: row.given_name,
    family_name: row.family_name,
    student_id: row.student_id,
    total_max_assignments: row.max_assignments,
    total_submitted_assignments: row.submitted_assignments,
    overall_progress_percentage: row.progress_percentage,
    latest_submission_at: row.latest_submission_at,
    overall_average_grading: row.average_grading,
    by_content_type: row.by_content_type.map(toStats),
  };
}

export function toCourseMemberGradingsList(row: GradingRow): z.infer<typeof courseMemberGradingsList> {
  return { ...toFields(row), ...toListAudit(row) };
}

export function toCourseMemberGradingsGet(row: GradingWithNodesRow): z.infer<typeof courseMemberGradingsGet> {
  return versionedByContent({ ...toFields(row), nodes: row.nodes.map(toNode), ...toRowAudit(row) });
}
