import { z } from 'zod';
import { pagingFields, type SortColumns } from '../../../platform/database/listing.js';
import { flagFilter, id, queryInt } from '../../../platform/http/fields.js';
import { versioned } from '../../../platform/http/row-version.js';
import {
  type AuditRow,
  listAudit,
  type ListAuditRow,
  rowAudit,
  toListAudit,
  toRowAudit,
} from '../../../platform/http/view-fields.js';
import { toGitInfo } from '../../organization/schemas/git-info.schema.js';

const SORT: SortColumns = { id: 'g.id', created_at: 'g.created_at', updated_at: 'g.updated_at' };

/** `offset` is another name of `skip`. */
export const tutorSubmissionGroupQuery = z
  .object({
    ...pagingFields(SORT),
    offset: queryInt(0).optional(),
    course_id: id(),
    course_content_id: id().optional(),
    course_group_id: id().optional(),
    has_submissions: flagFilter(),
    has_ungraded_submissions: flagFilter(),
  })
  .transform(({ offset, ...query }) => ({ ...query, skip: offset ?? query.skip }));
export type TutorSubmissionGroupQuery = z.infer<typeof tutorSubmissionGroupQuery>;

const listFields = {
  id: z.uuid(),
  course_id: z.uuid(),
  course_content_id: z.uuid(),
  display_name: z.string(),
  max_group_size: z.number().int(),
  max_submissions: z.number().int().nullable(),
  max_test_runs: z.number().int().nullable(),
  member_count: z.number().int(),
  submission_count: z.number().int(),
  latest_submission_at: z.iso.datetime().nullable(),
  has_ungraded_submissions: z.boolean(),
};

const member = z.object({
  id: z.uuid(),
  course_member_id: z.uuid(),
  user_id: z.uuid(),
  given_name: z.string().nullable(),
  family_name: z.string().nullable(),
  email: z.string().nullable(),
});

export const tutorSubmissionGroupList = z
  .object({ ...listFields, ...listAudit })
  .meta({ id: 'TutorSubmissionGroupList' });

export const tutorSubmissionGroupGet = z
  .object({
    ...listFields,
    properties: z.record(z.string(), z.unknown()),
    members: z.array(member),
    test_run_count: z.number().int(),
    latest_submission_id: z.uuid().nullable(),
    graded_submission_count: z.number().int(),
    latest_grade: z.number().nullable(),
    average_grade: z.number().nullable(),
    ...rowAudit,
  })
  .meta({ id: 'TutorSubmissionGroupGet' });

export interface TutorSubmissionGroupListRow extends ListAuditRow {
  id: string;
  course_id: string;
  course_content_id: string;
  display_name: string;
  max_group_size: number;
  max_submissions: number | null;
  max_test_runs: number | null;
  member_count: number;
  submission_count: number;
  latest_submission_at: string | null;
  has_ungraded_submissions: boolean;
}

export interface TutorSubmissionGroupRow extends TutorSubmissionGroupListRow, AuditRow {
  properties: Record<string, unknown>;
  /** `<course>/students/<user name>` or `<course>/teams/<id>` */
  git_path: string;
  members: z.infer<typeof member>[];
  test_run_count: number;
  latest_submission_id: string | null;
  graded_submission_count: number;
  latest_grade: number | null;
  average_grade: number | null;
}

function toFields(row: TutorSubmissionGroupListRow) {
  return {
    id: row.id,
    course_id: row.course_id,
    course_content_id: row.course_content_id,
    display_name: row.display_name,
    max_group_size: row.max_group_size,
    max_submissions: row.max_submissions,
    max_test_runs: row.max_test_runs,
    member_count: row.member_count,
    submission_count: row.submission_count,
    latest_submission_at: row.latest_submission_at,
    has_ungraded_submissions: row.has_ungraded_submissions,
  };
}

export function toTutorSubmissionGroupList(
  row: TutorSubmissionGroupListRow,
): z.infer<typeof tutorSubmissionGroupList> {
  return { ...toFields(row), ...toListAudit(row) };
}

export function toTutorSubmissionGroupGet(
  row: TutorSubmissionGroupRow,
  publicUrl: string,
): z.infer<typeof tutorSubmissionGroupGet> {
  const view = {
    ...toFields(row),
    properties: { ...row.properties, gitlab: toGitInfo(publicUrl, row.git_path) },
    members: row.members,
    test_run_count: row.test_run_count,
    latest_submission_id: row.latest_submission_id,
    graded_submission_count: row.graded_submission_count,
    latest_grade: row.latest_grade,
    average_grade: row.average_grade,
    ...toRowAudit(row),
  };
  return versioned(view, row.version);
}
