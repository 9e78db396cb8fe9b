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

export const organizationMemberCreate = z
  .object({
    user_id: id(),
    organization_id: id(),
    organization_role_id: z.enum(SCOPED_ROLES),
    properties: properties().nullish(),
  })
  .meta({ id: 'OrganizationMemberCreate' });
export type OrganizationMemberCreate = z.infer<typeof organizationMemberCreate>;

export const organizationMemberUpdate = z
  .object({ properties: properties().nullish(), organization_role_id: z.enum(SCOPED_ROLES).optional() })
  .meta({ id: 'OrganizationMemberUpdate' });
export type OrganizationMemberUpdate = z.infer<typeof organizationMemberUpdate>;

export const organizationMemberQuery = z.object({
  ...pagingFields({ id: 'm.id', created_at: 'm.created_at', updated_at: 'm.updated_at' }),
  id: anyOf(id()),
  user_id: anyOf(id()),
  organization_id: anyOf(id()),
  organization_role_id: anyOf(z.string()),
});
export type OrganizationMemberQuery = z.infer<typeof organizationMemberQuery>;

export const organizationMemberList = z
  .object({
    id: z.uuid(),
    user_id: z.uuid(),
    organization_id: z.uuid(),
    organization_role_id: z.enum(SCOPED_ROLES),
    ...listAudit,
  })
  .meta({ id: 'OrganizationMemberList' });

export const organizationMemberGet = organizationMemberList
  .extend({ properties: z.record(z.string(), z.unknown()), user: userList.nullable(), ...rowAudit })
  .meta({ id: 'OrganizationMemberGet' });

export function fromOrganizationMemberCreate(input: OrganizationMemberCreate): ScopedMemberCreate {
  return {
    user_id: input.user_id,
    scope_id: input.organization_id,
    role_id: input.organization_role_id,
    properties: input.properties ?? {},
  };
}

export function fromOrganizationMemberUpdate(input: OrganizationMemberUpdate): ScopedMemberUpdate {
  return { role_id: input.organization_role_id, properties: input.properties };
}

export function fromOrganizationMemberQuery(query: OrganizationMemberQuery): ScopedMemberQuery {
  return { ...query, scope_id: query.organization_id, role_id: query.organization_role_id };
}

export function toOrganizationMemberList(row: ScopedMemberRow): z.infer<typeof organizationMemberList> {
  return {
    id: row.id,
    user_id: row.user_id,
    organization_id: row.scope_id,
    organization_role_id: row.role_id,
    ...toListAudit(row),
  };
}

export function toOrganizationMemberGet(row: ScopedMemberRow): z.infer<typeof organizationMemberGet> {
  const user = nestedRow<UserListRow>(row.user);
  const view = {
    ...toOrganizationMemberList(row),
    properties: row.properties,
    user: user === null ? null : toUserList(user),
    ...toRowAudit(row),
  };
  return versioned(view, row.version);
}
