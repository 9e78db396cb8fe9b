import { z } from 'zod';
import { nestedRow } from '../../../platform/database/nested-row.js';
import { pagingFields } from '../../../platform/database/listing.js';
import { id } from '../../../platform/http/fields.js';
import { listAudit, type ListAuditRow, toListAudit } from '../../../platform/http/view-fields.js';
import { type BareCourseMemberRow, courseMemberList, toCourseMemberList } from './course-member.schema.js';

const message = () => z.string().min(1).max(4096);

export const courseMemberCommentQuery = z.object({
  ...pagingFields(
    { id: 'mc.id', created_at: 'mc.created_at', updated_at: 'mc.updated_at' },
    { unlimited: true },
  ),
  course_member_id: id(),
});
export type CourseMemberCommentQuery = z.infer<typeof courseMemberCommentQuery>;

export const courseMemberCommentCreate = z
  .object({ course_member_id: id(), message: message() })
  .meta({ id: 'CourseMemberCommentCreate' });
export type CourseMemberCommentCreate = z.infer<typeof courseMemberCommentCreate>;

export const courseMemberCommentUpdate = z
  .object({ message: message() })
  .meta({ id: 'CourseMemberCommentUpdate' });
export type CourseMemberCommentUpdate = z.infer<typeof courseMemberCommentUpdate>;

export const courseMemberCommentList = z
  .object({
    id: z.uuid(),
    transmitter_id: z.uuid(),
    transmitter: courseMemberList,
    course_member_id: z.uuid(),
    message: z.string(),
    ...listAudit,
  })
  .meta({ id: 'CourseMemberCommentList' });

export interface CourseMemberCommentRow extends ListAuditRow {
  id: string;
  transmitter_id: string;
  course_member_id: string;
  message: string;
  /** JSON of the author's membership and of his account. */
  transmitter: unknown;
  user: unknown;
}

export function toCourseMemberCommentList(
  row: CourseMemberCommentRow,
): z.infer<typeof courseMemberCommentList> {
  const author = nestedRow<BareCourseMemberRow>(row.transmitter) as BareCourseMemberRow;
  return {
    id: row.id,
    transmitter_id: row.transmitter_id,
    transmitter: toCourseMemberList({ ...author, user: row.user }),
    course_member_id: row.course_member_id,
    message: row.message,
    ...toListAudit(row),
  };
}
