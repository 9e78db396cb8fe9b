import { z } from 'zod';
import { pagingFields, type SortColumns } from '../../../platform/database/listing.js';
import { anyOf, id, moment, name, properties, queryFlag, text } from '../../../platform/http/fields.js';
import { type AuditRow, rowAudit, toRowAudit } from '../../../platform/http/view-fields.js';

const SCOPE = /^[a-z_]+:(\*|[a-z_]+)(:[A-Za-z0-9_-]{1,255})?$/;

export const apiTokenCreate = z
  .object({
    name: name(),
    description: text().nullish(),
    user_id: id().nullish(),
    scopes: z
      .array(z.string().regex(SCOPE, 'must be resource:action, resource:* or resource:action:<id>'))
      .max(100)
      .nullish(),
    expires_at: moment().nullish(),
    properties: properties().nullish(),
  })
  .meta({ id: 'ApiTokenCreate' });
export type ApiTokenCreate = z.infer<typeof apiTokenCreate>;

const SORT: SortColumns = {
  id: 't.id',
  name: 't.name',
  created_at: 't.created_at',
  updated_at: 't.updated_at',
  expires_at: 't.expires_at',
};

export const apiTokenQuery = z.object({
  ...pagingFields(SORT),
  user_id: anyOf(id()),
  include_revoked: queryFlag().default(false),
});
export type ApiTokenQuery = z.infer<typeof apiTokenQuery>;

export const apiTokenRevoke = z.object({ reason: z.string().max(255).optional() });
export type ApiTokenRevoke = z.infer<typeof apiTokenRevoke>;

export const apiTokenGet = z
  .object({
    id: z.uuid(),
    name: z.string(),
    description: z.string().nullable(),
    user_id: z.uuid(),
    token_prefix: z.string(),
    scopes: z.array(z.string()),
    expires_at: z.iso.datetime().nullable(),
    last_used_at: z.iso.datetime().nullable(),
    usage_count: z.int(),
    revoked_at: z.iso.datetime().nullable(),
    revocation_reason: z.string().nullable(),
    ...rowAudit,
  })
  .meta({ id: 'ApiTokenGet' });

export const apiTokenCreateResponse = z
  .object({
    id: z.uuid(),
    token: z.string().meta({ description: 'Shown once' }),
    name: z.string(),
    description: z.string().nullable(),
    user_id: z.uuid(),
    token_prefix: z.string(),
    scopes: z.array(z.string()),
    expires_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'ApiTokenCreateResponse' });

export interface ApiTokenRow extends AuditRow {
  id: string;
  name: string;
  description: string | null;
  user_id: string;
  token_prefix: string;
  scopes: string[];
  expires_at: string | null;
  last_used_at: string | null;
  usage_count: number;
  revoked_at: string | null;
  revocation_reason: string | null;
}

export function toApiTokenGet(row: ApiTokenRow): z.infer<typeof apiTokenGet> {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    user_id: row.user_id,
    token_prefix: row.token_prefix,
    scopes: row.scopes,
    expires_at: row.expires_at,
    last_used_at: row.last_used_at,
    usage_count: row.usage_count,
    revoked_at: row.revoked_at,
    revocation_reason: row.revocation_reason,
    ...toRowAudit(row),
  };
}

export function toApiTokenCreateResponse(
  row: ApiTokenRow,
  token: string,
): z.infer<typeof apiTokenCreateResponse> {
  return {
    id: row.id,
    token,
    name: row.name,
    description: row.description,
    user_id: row.user_id,
    token_prefix: row.token_prefix,
    scopes: row.scopes,
    expires_at: row.expires_at,
    created_at: row.created_at,
  };
}
