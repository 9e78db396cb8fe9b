import { z } from 'zod';
import { pagingFields, type SortColumns } from '../../../platform/database/listing.js';
import { anyOf, id, queryInt } from '../../../platform/http/fields.js';
import { versioned } from '../../../platform/http/row-version.js';
import {
  type AuditRow,
  listAudit,
  rowAudit,
  toListAudit,
  toRowAudit,
} from '../../../platform/http/view-fields.js';
import { toGitInfo } from '../../organization/schemas/git-info.schema.js';
import { GRADE_STATUS, gradeStatusName } from './grade-status.js';

const SORT: SortColumns = {
  id: 'g.id',
  created_at: 'g.created_at',
  updated_at: 'g.updated_at',
  status: 'grade_status',
};

const statusFilter = z.union([
  z.enum(GRADE_STATUS).transform((name) => GRADE_STATUS.indexOf(name)),
  queryInt(0, GRADE_STATUS.length - 1),
]);

export const submissionGroupQuery = z.object({
  ...pagingFields(SORT),
  id: anyOf(id()),
  display_name: anyOf(z.string()),
  max_group_size: anyOf(queryInt()),
  max_submissions: anyOf(queryInt()),
  course_id: anyOf(id()),
  course_content_id: anyOf(id()),
  status: anyOf(statusFilter),
});
export type SubmissionGroupQuery = z.infer<typeof submissionGroupQuery>;

const fields = {
  id: z.uuid(),
  course_id: z.uuid(),
  course_content_id: z.uuid(),
  display_name: z.string().nullable(),
  max_group_size: z.number().int(),
  max_submissions: z.number().int().nullable(),
  max_test_runs: z.number().int().nullable(),
  properties: z.record(z.string(), z.unknown()),
  status: z.enum(GRADE_STATUS).nullable(),
  last_submitted_result_id: z.uuid().nullable(),
};

export const submissionGroupList = z.object({ ...fields, ...listAudit }).meta({ id: 'SubmissionGroupList' });
export const submissionGroupGet = z.object({ ...fields, ...rowAudit }).meta({ id: 'SubmissionGroupGet' });

export interface SubmissionGroupRow extends AuditRow {
  id: string;
  course_id: string;
  course_content_id: string;
  display_name: string | null;
  max_group_size: number;
  max_submissions: number | null;
  max_test_runs: number | null;
  properties: Record<string, unknown>;
  /** Status of the current grade, 0..3. */
  grade_status: number | null;
  last_submitted_result_id: string | null;
  /** `<course>/students/<user name>` or `<course>/teams/<id>`. */
  git_path: string;
}

function toFields(row: SubmissionGroupRow, publicUrl: string) {
  return {
    id: row.id,
    course_id: row.course_id,
    course_content_id: row.course_content_id,
    display_name: row.display_name,
    max_group_size: row.max_group_size,
    max_submissions: row.max_submissions,
    max_test_runs: row.max_test_runs,
    properties: { ...row.properties, gitlab: toGitInfo(publicUrl, row.git_path) },
    status: gradeStatusName(row.grade_status),
    last_submitted_result_id: row.last_submitted_result_id,
  };
}

export function toSubmissionGroupList(
  row: SubmissionGroupRow,
  publicUrl: string,
): z.infer<typeof submissionGroupList> {
  return { ...toFields(row, publicUrl), ...toListAudit(row) };
}

export function toSubmissionGroupGet(
  row: SubmissionGroupRow,
  publicUrl: string,
): z.infer<typeof submissionGroupGet> {
  return versioned({ ...toFields(row, publicUrl), ...toRowAudit(row) }, row.version);
}
