import { z } from 'zod';
import { pagingFields, type SortColumns } from '../../../platform/database/listing.js';
import {
  anyOf,
  archivedFilter,
  email,
  flagFilter,
  id,
  name,
  properties,
} from '../../../platform/http/fields.js';
import { versioned } from '../../../platform/http/row-version.js';
import {
  type AuditRow,
  listAudit,
  type ListAuditRow,
  rowAudit,
  toListAudit,
  toRowAudit,
} from '../../../platform/http/view-fields.js';
import { userRoleGet } from './role.schema.js';

/** 3 to 50 letters, digits, `_`, `-`, `.`. */
export const username = () =>
  z.string().regex(/^[A-Za-z0-9_.-]{3,50}$/, 'must be 3 to 50 letters, digits, _ - .');

const fields = {
  given_name: name().nullish(),
  family_name: name().nullish(),
  email: email().nullish(),
  username: username().nullish(),
  properties: properties().nullish(),
};

export const userCreate = z.object(fields).meta({ id: 'UserCreate' });
export type UserCreate = z.infer<typeof userCreate>;

export const userUpdate = z.object({ ...fields, username: username().optional() }).meta({ id: 'UserUpdate' });
export type UserUpdate = z.infer<typeof userUpdate>;

const SORT: SortColumns = {
  id: 'u.id',
  created_at: 'u.created_at',
  updated_at: 'u.updated_at',
  username: 'u.username',
  email: 'u.email',
  given_name: 'u.given_name',
  family_name: 'u.family_name',
};

export const userQuery = z.object({
  ...pagingFields(SORT),
  id: anyOf(id()),
  given_name: anyOf(z.string()),
  family_name: anyOf(z.string()),
  email: anyOf(z.string()),
  username: anyOf(z.string()),
  is_service: flagFilter(),
  archived: archivedFilter(),
});
export type UserQuery = z.infer<typeof userQuery>;

export const userList = z
  .object({
    id: z.uuid(),
    given_name: z.string().nullable(),
    family_name: z.string().nullable(),
    email: z.string().nullable(),
    username: z.string().nullable(),
    archived_at: z.iso.datetime().nullable(),
    is_service: z.boolean(),
    ...listAudit,
  })
  .meta({ id: 'UserList' });
export type UserListView = z.infer<typeof userList>;

export const profileGet = z
  .object({
    id: z.uuid(),
    user_id: z.uuid(),
    avatar_color: z.int().nullable(),
    avatar_image: z.string().nullable(),
    nickname: z.string().nullable(),
    bio: z.string().nullable(),
    url: z.string().nullable(),
    language_code: z.string().nullable(),
    properties: z.record(z.string(), z.unknown()).nullable(),
    ...rowAudit,
  })
  .meta({ id: 'ProfileGet' });

export const studentProfileGet = z
  .object({
    id: z.uuid(),
    student_id: z.string().nullable(),
    student_email: z.string().nullable(),
    user_id: z.uuid(),
    organization_id: z.uuid(),
    organization: z.record(z.string(), z.unknown()).nullable(),
    ...rowAudit,
  })
  .meta({ id: 'StudentProfileGet' });

export const userGet = userList
  .extend({
    properties: z.record(z.string(), z.unknown()).nullable(),
    student_profiles: z.array(studentProfileGet),
    profile: profileGet.nullable(),
    user_roles: z.array(userRoleGet),
    setup_token: z
      .string()
      .nullable()
      .meta({ description: 'For the first password; only in the answer to POST /users' }),
    ...rowAudit,
  })
  .meta({ id: 'UserGet' });

export interface UserListRow extends ListAuditRow {
  id: string;
  given_name: string | null;
  family_name: string | null;
  email: string | null;
  username: string;
  archived_at: string | null;
  is_service: boolean;
}

export interface UserRow extends UserListRow, AuditRow {
  properties: Record<string, unknown>;
  student_profiles: z.infer<typeof studentProfileGet>[];
  profile: z.infer<typeof profileGet> | null;
  user_roles: z.infer<typeof userRoleGet>[];
}

export function toUserList(row: UserListRow): UserListView {
  return {
    id: row.id,
    given_name: row.given_name,
    family_name: row.family_name,
    email: row.email,
    username: row.username,
    archived_at: row.archived_at,
    is_service: row.is_service,
    ...toListAudit(row),
  };
}

export function toUserGet(row: UserRow, setupToken: string | null = null): z.infer<typeof userGet> {
  const view = {
    ...toUserList(row),
    properties: row.properties,
    student_profiles: row.student_profiles,
    profile: row.profile,
    user_roles: row.user_roles,
    setup_token: setupToken,
    ...toRowAudit(row),
  };
  return versioned(view, row.version);
}
