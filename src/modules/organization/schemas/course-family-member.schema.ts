import { z } from 'zod';
import { SCOPED_ROLES } from '../../../access/roles.js';
import { pagingFields } from '../../../platform/database/listing.js';
import { nestedRow } from '../../../platform/database/nested-row.js';
import { anyOf, id, properties } from '../../../platform/http/fields.js';
import { versioned } from '../../../platform/http/row-version.js';
import { listAudit, rowAudit, toListAudit, toRowAudit } from '../../../platform/http/view-fields.js';
import { toUserList, userList, type UserListRow } from '../../auth/schemas/user.schema.js';
import type {
  ScopedMemberCreate,
  ScopedMemberQuery,
  ScopedMemberRow,
  ScopedMemberUpdate,
} from './scoped-member.schema.js';

export const courseFamilyMemberCreate = z
  .object({
    user_id: id(),
    course_family_id: id(),
    course_family_role_id: z.enum(SCOPED_ROLES),
    properties: properties().nullish(),
  })
  .meta({ id: 'CourseFamilyMemberCreate' });
export type CourseFamilyMemberCreate = z.infer<typeof courseFamilyMemberCreate>;

export const courseFamilyMemberUpdate = z
  .object({ properties: properties().nullish(), course_family_role_id: z.enum(SCOPED_ROLES).optional() })
  .meta({ id: 'CourseFamilyMemberUpdate' });
export type CourseFamilyMemberUpdate = z.infer<typeof courseFamilyMemberUpdate>;

export const courseFamilyMemberQuery = z.object({
  ...pagingFields({ id: 'm.id', created_at: 'm.created_at', updated_at: 'm.updated_at' }),
  id: anyOf(id()),
  user_id: anyOf(id()),
  course_family_id: anyOf(id()),
  course_family_role_id: anyOf(z.string()),
});
export type CourseFamilyMemberQuery = z.infer<typeof courseFamilyMemberQuery>;

export const courseFamilyMemberList = z
  .object({
    id: z.uuid(),
    user_id: z.uuid(),
    course_family_id: z.uuid(),
    course_family_role_id: z.enum(SCOPED_ROLES),
    ...listAudit,
  })
  .meta({ id: 'CourseFamilyMemberList' });

export const courseFamilyMemberGet = courseFamilyMemberList
  .extend({ properties: z.record(z.string(), z.unknown()), user: userList.nullable(), ...rowAudit })
  .meta({ id: 'CourseFamilyMemberGet' });

export function fromCourseFamilyMemberCreate(input: CourseFamilyMemberCreate): ScopedMemberCreate {
  return {
    user_id: input.user_id,
    scope_id: input.course_family_id,
    role_id: input.course_family_role_id,
    properties: input.properties ?? {},
  };
}

export function fromCourseFamilyMemberUpdate(input: CourseFamilyMemberUpdate): ScopedMemberUpdate {
  return { role_id: input.course_family_role_id, properties: input.properties };
}

export function fromCourseFamilyMemberQuery(query: CourseFamilyMemberQuery): ScopedMemberQuery {
  return { ...query, scope_id: query.course_family_id, role_id: query.course_family_role_id };
}

export function toCourseFamilyMemberList(row: ScopedMemberRow): z.infer<typeof courseFamilyMemberList> {
  return {
    id: row.id,
    user_id: row.user_id,
    course_family_id: row.scope_id,
    course_family_role_id: row.role_id,
    ...toListAudit(row),
  };
}

export function toCourseFamilyMemberGet(row: ScopedMemberRow): z.infer<typeof courseFamilyMemberGet> {
  const user = nestedRow<UserListRow>(row.user);
  const view = {
    ...toCourseFamilyMemberList(row),
    properties: row.properties,
    user: user === null ? null : toUserList(user),
    ...toRowAudit(row),
  };
  return versioned(view, row.version);
}
