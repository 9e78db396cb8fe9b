import { z } from 'zod';
import { pagingFields, type SortColumns } from '../../../platform/database/listing.js';
import { anyOf, flagFilter, id, moment, orDefault, queryInt, text } from '../../../platform/http/fields.js';
import { listAudit, type ListAuditRow, toListAudit } from '../../../platform/http/view-fields.js';
import { GRADE_STATUS } from './grade-status.js';

const HIGHEST_STATUS = GRADE_STATUS.length - 1;
const grade = () => z.number().min(0).max(1);
const status = () => z.number().int().min(0).max(HIGHEST_STATUS);

export const submissionGradeCreate = z
  .object({ grade: grade(), status: orDefault(status(), 0), comment: text().nullish() })
  .meta({ id: 'SubmissionGradeCreate' });
export type SubmissionGradeCreate = z.infer<typeof submissionGradeCreate>;

export const tutorGradeCreate = z
  .object({
    artifact_id: id().nullish(),
    grade: grade().nullish(),
    status: status().nullish(),
    feedback: text().nullish(),
  })
  .meta({ id: 'TutorGradeCreate' });
export type TutorGradeCreate = z.infer<typeof tutorGradeCreate>;

const SORT: SortColumns = {
  id: 'gr.id',
  created_at: 'gr.created_at',
  updated_at: 'gr.updated_at',
  status: 'gr.status',
  graded_at: 'gr.graded_at',
};

const filters = {
  ...pagingFields(SORT),
  id: anyOf(id()),
  graded_by_course_member_id: anyOf(id()),
  status: anyOf(queryInt(0, HIGHEST_STATUS)),
  course_id: anyOf(id()),
  latest: flagFilter(),
  start_date: moment().optional(),
  end_date: moment().optional(),
};

export const submissionGradeQuery = z.object({ ...filters, artifact_id: anyOf(id()) });
export type SubmissionGradeQuery = z.infer<typeof submissionGradeQuery>;

export const submissionGradeList = z
  .object({
    id: z.uuid(),
    artifact_id: z.uuid(),
    graded_by_course_member_id: z.uuid(),
    grade: grade(),
    status: status(),
    comment: z.string().nullable(),
    graded_at: z.iso.datetime(),
    ...listAudit,
  })
  .meta({ id: 'SubmissionGradeList' });

export interface SubmissionGradeRow extends ListAuditRow {
  id: string;
  artifact_id: string;
  submission_group_id: string;
  graded_by_course_member_id: string;
  grade: number;
  status: number;
  comment: string | null;
  graded_at: string;
}

export function toSubmissionGradeList(row: SubmissionGradeRow): z.infer<typeof submissionGradeList> {
  return {
    id: row.id,
    artifact_id: row.artifact_id,
    graded_by_course_member_id: row.graded_by_course_member_id,
    grade: row.grade,
    status: row.status,
    comment: row.comment,
    graded_at: row.graded_at,
    ...toListAudit(row),
  };
}
