import { z } from 'zod';
import { id } from '../../../platform/http/fields.js';
import { pagingFields, type SortColumns } from '../../../platform/database/listing.js';
import {
  courseMemberFilters,
  courseMemberGet,
  courseMemberList,
  type CourseMemberRow,
  toCourseMemberGet,
  toCourseMemberList,
} from '../../course/schemas/course-member.schema.js';
import { submissionGroupRepository, toRepository } from './student-group.schema.js';
import { versionedByContent } from './view-version.js';

const SORT: SortColumns = { id: 'cm.id', created_at: 'cm.created_at', updated_at: 'cm.updated_at' };

export const tutorMemberQuery = z.object({
  ...pagingFields(SORT, { unlimited: true }),
  ...courseMemberFilters,
  course_id: id(),
});
export type TutorMemberQuery = z.infer<typeof tutorMemberQuery>;

export const tutorCourseMemberList = courseMemberList
  .extend({
    unreviewed: z.boolean().nullable(),
    ungraded_submissions_count: z.int().nullable(),
    unread_message_count: z.int().nullable(),
  })
  .meta({ id: 'TutorCourseMemberList' });

export const tutorCourseMemberGet = courseMemberGet
  .extend({
    unreviewed_course_contents: z.array(z.object({ id: z.uuid(), path: z.string() })),
    repository: submissionGroupRepository.nullable(),
  })
  .meta({ id: 'TutorCourseMemberGet' });

export interface TutorMemberListRow extends CourseMemberRow {
  /** Contents whose newest official hand-in waits for a review. */
  ungraded_submissions_count: number;
  unread_message_count: number;
}

export interface TutorMemberRow extends CourseMemberRow {
  unreviewed_course_contents: { id: string; path: string }[];
}

export function toTutorCourseMemberList(row: TutorMemberListRow): z.infer<typeof tutorCourseMemberList> {
  return {
    ...toCourseMemberList(row),
    unreviewed: row.ungraded_submissions_count > 0,
    ungraded_submissions_count: row.ungraded_submissions_count,
    unread_message_count: row.unread_message_count,
  };
}

export function toTutorCourseMemberGet(
  row: TutorMemberRow,
  publicUrl: string,
): z.infer<typeof tutorCourseMemberGet> {
  const member = toCourseMemberGet(row, publicUrl);
  return versionedByContent({
    ...member,
    unreviewed_course_contents: row.unreviewed_course_contents,
    repository: toRepository(publicUrl, `${row.full_path}/students/${member.user?.username ?? ''}`),
  });
}
