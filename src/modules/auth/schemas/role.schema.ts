import { z } from 'zod';
import { pagingFields, type SortColumns } from '../../../platform/database/listing.js';
import { anyOf, flagFilter, id } from '../../../platform/http/fields.js';
import { versioned } from '../../../platform/http/row-version.js';
import {
  type AuditRow,
  listAudit,
  rowAudit,
  toListAudit,
  toRowAudit,
} from '../../../platform/http/view-fields.js';

const ROLE_SORT: SortColumns = {
  id: 'r.id',
  created_at: 'r.created_at',
  updated_at: 'r.updated_at',
  title: 'r.title',
};

export const roleQuery = z.object({
  ...pagingFields(ROLE_SORT),
  id: anyOf(z.string()),
  title: anyOf(z.string()),
  description: anyOf(z.string()),
  builtin: flagFilter(),
});
export type RoleQuery = z.infer<typeof roleQuery>;

export const roleList = z
  .object({ id: z.string(), title: z.string().nullable(), builtin: z.boolean(), ...listAudit })
  .meta({ id: 'RoleList' });

export const roleGet = roleList
  .extend({ description: z.string().nullable(), ...rowAudit })
  .meta({ id: 'RoleGet' });

export interface RoleRow extends AuditRow {
  id: string;
  title: string | null;
  description: string | null;
  builtin: boolean;
}

export function toRoleList(row: RoleRow): z.infer<typeof roleList> {
  return { id: row.id, title: row.title, builtin: row.builtin, ...toListAudit(row) };
}

export function toRoleGet(row: RoleRow): z.infer<typeof roleGet> {
  return versioned({ ...toRoleList(row), description: row.description, ...toRowAudit(row) }, row.version);
}

export const userRoleCreate = z
  .object({ user_id: id(), role_id: z.string().min(1).max(255) })
  .meta({ id: 'UserRoleCreate' });
export type UserRoleCreate = z.infer<typeof userRoleCreate>;

const USER_ROLE_SORT: SortColumns = { created_at: 'r.created_at', updated_at: 'r.updated_at' };

export const userRoleQuery = z.object({
  ...pagingFields(USER_ROLE_SORT),
  user_id: anyOf(id()),
  role_id: anyOf(z.string()),
});
export type UserRoleQuery = z.infer<typeof userRoleQuery>;

export const userRoleList = z
  .object({ user_id: z.uuid(), role_id: z.string(), ...listAudit })
  .meta({ id: 'UserRoleList' });

export const userRoleGet = userRoleList.extend(rowAudit).meta({ id: 'UserRoleGet' });

export const roleTaken = z.object({ ok: z.literal(true) }).meta({ id: 'Ok' });

export interface UserRoleRow extends AuditRow {
  user_id: string;
  role_id: string;
}

export function toUserRoleGet(row: UserRoleRow): z.infer<typeof userRoleGet> {
  return versioned({ user_id: row.user_id, role_id: row.role_id, ...toRowAudit(row) }, row.version);
}

export function toUserRoleList(row: UserRoleRow): z.infer<typeof userRoleList> {
  return { user_id: row.user_id, role_id: row.role_id, ...toListAudit(row) };
}
