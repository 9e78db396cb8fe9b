import { z } from 'zod';
import { pagingFields, type SortColumns } from '../../../platform/database/listing.js';
import { email, name, orDefault, text } from '../../../platform/http/fields.js';
import { versioned } from '../../../platform/http/row-version.js';
import {
  type AuditRow,
  listAudit,
  rowAudit,
  toListAudit,
  toRowAudit,
} from '../../../platform/http/view-fields.js';

export const inviteCreate = z
  .object({
    email: email().nullish(),
    max_uses: orDefault(z.int().min(1).max(100), 1),
    expires_in_days: orDefault(z.int().min(1).max(365), 7),
    roles: orDefault(z.array(z.string().min(1).max(255)).max(100), []).transform((roles) => [
      ...new Set(roles),
    ]),
    note: text(255).nullish(),
  })
  .meta({ id: 'InviteLinkCreate' });
export type InviteCreate = z.infer<typeof inviteCreate>;

/** The address is checked against the invite; the rules of the password need the user name, so the service checks them. */
export const inviteAccept = z
  .object({
    username: z.string().regex(/^[A-Za-z0-9_.-]{2,50}$/, 'must be 2 to 50 letters, digits, _ - .'),
    given_name: name(100),
    family_name: name(100),
    email: email(),
    password: z.string().min(8).max(1024),
    confirm_password: z.string().max(1024),
  })
  .meta({ id: 'InviteAccept' });
export type InviteAccept = z.infer<typeof inviteAccept>;

const SORT: SortColumns = {
  id: 'i.id',
  created_at: 'i.created_at',
  updated_at: 'i.updated_at',
  email: 'i.email',
  expires_at: 'i.expires_at',
};

export const inviteQuery = z.object(pagingFields(SORT));
export type InviteQuery = z.infer<typeof inviteQuery>;

const offer = {
  id: z.uuid(),
  email: z.string().nullable(),
  roles: z.array(z.string()),
  expires_at: z.iso.datetime(),
  note: z.string().nullable(),
};

export const inviteList = z
  .object({
    ...offer,
    token: z.string().meta({ description: 'Part of the link that is sent, URL-safe' }),
    max_uses: z.int(),
    use_count: z.int(),
    revoked_at: z.iso.datetime().nullable(),
    ...listAudit,
  })
  .meta({ id: 'InviteLinkList' });

export const inviteGet = inviteList.extend(rowAudit).meta({ id: 'InviteLinkGet' });

export const invitePublic = z.object(offer).meta({ id: 'InviteLinkPublic' });

export const inviteAccepted = z
  .object({ user_id: z.uuid(), username: z.string(), access_token: z.string() })
  .meta({ id: 'InviteAcceptResponse' });

export interface InviteRow extends AuditRow {
  id: string;
  token: string;
  email: string | null;
  max_uses: number;
  use_count: number;
  expires_at: string;
  roles: string[];
  note: string | null;
  revoked_at: string | null;
  /** Neither revoked nor expired nor used up. */
  usable: boolean;
}

export function toInvitePublic(row: InviteRow): z.infer<typeof invitePublic> {
  return { id: row.id, email: row.email, roles: row.roles, expires_at: row.expires_at, note: row.note };
}

export function toInviteList(row: InviteRow): z.infer<typeof inviteList> {
  return {
    ...toInvitePublic(row),
    token: row.token,
    max_uses: row.max_uses,
    use_count: row.use_count,
    revoked_at: row.revoked_at,
    ...toListAudit(row),
  };
}

export function toInviteGet(row: InviteRow): z.infer<typeof inviteGet> {
  return versioned({ ...toInviteList(row), ...toRowAudit(row) }, row.version);
}
