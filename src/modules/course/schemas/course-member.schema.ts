import { z } from 'zod';
import { COURSE_ROLES, type CourseRole } from '../../../access/roles.js';
import { pagingFields, type SortColumns } from '../../../platform/database/listing.js';
import { nestedRow } from '../../../platform/database/nested-row.js';
import { anyOf, id, properties } from '../../../platform/http/fields.js';
import { versioned } from '../../../platform/http/row-version.js';
import {
  type AuditRow,
  listAudit,
  rowAudit,
  toListAudit,
  toRowAudit,
} from '../../../platform/http/view-fields.js';
import { toUserList, userList, type UserListRow } from '../../auth/schemas/user.schema.js';
import { toGitInfo } from '../../organization/schemas/git-info.schema.js';

export const courseMemberCreate = z
  .object({
    user_id: id(),
    course_id: id(),
    course_role_id: z.enum(COURSE_ROLES),
    course_group_id: id().nullish(),
    properties: properties().nullish(),
  })
  .meta({ id: 'CourseMemberCreate' });
export type CourseMemberCreate = z.infer<typeof courseMemberCreate>;

export const courseMemberUpdate = z
  .object({
    properties: properties().nullish(),
    course_group_id: id().nullish(),
    course_role_id: z.enum(COURSE_ROLES).optional(),
  })
  .meta({ id: 'CourseMemberUpdate' });
export type CourseMemberUpdate = z.infer<typeof courseMemberUpdate>;

const SORT: SortColumns = { id: 'cm.id', created_at: 'cm.created_at', updated_at: 'cm.updated_at' };

/** Filters of member lists, also for the views of tutors. */
export const courseMemberFilters = {
  id: anyOf(id()),
  user_id: anyOf(id()),
  course_id: anyOf(id()),
  course_group_id: anyOf(id()),
  course_role_id: anyOf(z.string()),
  given_name: anyOf(z.string()),
  family_name: anyOf(z.string()),
};

export const courseMemberQuery = z.object({ ...pagingFields(SORT), ...courseMemberFilters });
export type CourseMemberQuery = z.infer<typeof courseMemberQuery>;

export const courseMemberList = z
  .object({
    id: z.uuid(),
    user_id: z.uuid(),
    course_id: z.uuid(),
    course_group_id: z.uuid().nullable(),
    course_role_id: z.enum(COURSE_ROLES),
    user: userList,
    ...listAudit,
  })
  .meta({ id: 'CourseMemberList' });

export const courseMemberGet = courseMemberList
  .extend({ properties: z.record(z.string(), z.unknown()), user: userList.nullable(), ...rowAudit })
  .meta({ id: 'CourseMemberGet' });
export type CourseMemberView = z.infer<typeof courseMemberGet>;

/** A member as the table has it. */
export interface BareCourseMemberRow extends AuditRow {
  id: string;
  user_id: string;
  course_id: string;
  course_group_id: string | null;
  course_role_id: CourseRole;
  properties: Record<string, unknown>;
}

export interface CourseMemberRow extends BareCourseMemberRow {
  /** JSON of the account. */
  user: unknown;
  /** `<organization>/<family>/<course>` */
  full_path: string;
}

export function toCourseMemberList(
  row: Omit<CourseMemberRow, 'full_path'>,
): z.infer<typeof courseMemberList> {
  return {
    id: row.id,
    user_id: row.user_id,
    course_id: row.course_id,
    course_group_id: row.course_group_id,
    course_role_id: row.course_role_id,
    user: toUserList(nestedRow<UserListRow>(row.user) as UserListRow),
    ...toListAudit(row),
  };
}

/** His repository is `<course>/students/<user name>`. */
export function toCourseMemberGet(row: CourseMemberRow, publicUrl: string): CourseMemberView {
  const list = toCourseMemberList(row);
  const repository = `${row.full_path}/students/${list.user.username}`;
  const gitlab = { ...toGitInfo(publicUrl, repository), full_path_submission: repository };
  const view = { ...list, properties: { ...row.properties, gitlab }, ...toRowAudit(row) };
  return versioned(view, row.version);
}
