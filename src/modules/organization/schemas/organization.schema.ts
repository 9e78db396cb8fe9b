import { z } from 'zod';
import { type SortColumns, pagingFields } from '../../../platform/database/listing.js';
import {
  anyOf,
  archivedFilter,
  email,
  id,
  name,
  orDefault,
  properties,
  text,
  webUrl,
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
import { toGitInfo } from './git-info.schema.js';

const PATH = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;

/** Labels of letters, digits, `_` and `-`, joined by dots, at most 255 characters. */
export const path = () =>
  z.string().max(255).regex(PATH, 'must be labels of letters, digits, _ and - joined by dots');

/** A line of an address or the like; forms send empty ones. */
const line = (max = 255) => name(max, 0).nullish();

const ORGANIZATION_TYPES = ['user', 'community', 'organization'] as const;

const fields = {
  path: path(),
  organization_type: z.enum(ORGANIZATION_TYPES),
  title: name().nullish(),
  user_id: id().nullish(),
  description: text().nullish(),
  properties: properties().nullish(),
  number: line(),
  email: email().nullish(),
  telephone: line(),
  fax_number: line(),
  url: webUrl().nullish(),
  postal_code: line(),
  street_address: line(1024),
  locality: line(),
  region: line(),
  country: line(),
};

/** Users' organizations belong to a user and have no title; all others have a title and no user. */
export function fitsItsType(row: {
  organization_type: string;
  title?: string | null;
  user_id?: string | null;
}): boolean {
  return row.organization_type === 'user'
    ? row.user_id != null && row.title == null
    : row.user_id == null && row.title != null;
}

export const organizationCreate = z
  .object(fields)
  .refine(fitsItsType, {
    path: ['title'],
    message: 'type user needs user_id and no title; other types need a title and no user_id',
  })
  .meta({ id: 'OrganizationCreate' });
export type OrganizationCreate = z.infer<typeof organizationCreate>;

/** As `OrganizationCreate`, of the type `organization` unless another one is named. */
export const organizationDeploy = z
  .object({ ...fields, organization_type: orDefault(z.enum(ORGANIZATION_TYPES), 'organization') })
  .refine(fitsItsType, {
    path: ['title'],
    message: 'type user needs user_id and no title; other types need a title and no user_id',
  })
  .meta({ id: 'OrganizationDeploy' });

export const organizationUpdate = z
  .object({ ...fields, path: path().optional(), organization_type: z.enum(ORGANIZATION_TYPES).optional() })
  .meta({ id: 'OrganizationUpdate' });
export type OrganizationUpdate = z.infer<typeof organizationUpdate>;

const SORT: SortColumns = {
  id: 'o.id',
  created_at: 'o.created_at',
  updated_at: 'o.updated_at',
  title: 'o.title',
  path: 'o.path',
  email: 'o.email',
};

export const organizationQuery = z.object({
  ...pagingFields(SORT),
  id: anyOf(id()),
  path: anyOf(z.string()),
  organization_type: anyOf(z.string()),
  title: anyOf(z.string()),
  user_id: anyOf(id()),
  description: anyOf(z.string()),
  number: anyOf(z.string()),
  email: anyOf(z.string()),
  telephone: anyOf(z.string()),
  fax_number: anyOf(z.string()),
  url: anyOf(z.string()),
  postal_code: anyOf(z.string()),
  street_address: anyOf(z.string()),
  locality: anyOf(z.string()),
  region: anyOf(z.string()),
  country: anyOf(z.string()),
  archived: archivedFilter(),
});
export type OrganizationQuery = z.infer<typeof organizationQuery>;

export const organizationList = z
  .object({
    id: z.uuid(),
    path: z.string(),
    title: z.string().nullable(),
    organization_type: z.enum(ORGANIZATION_TYPES),
    user_id: z.uuid().nullable(),
    email: z.string().nullable(),
    archived_at: z.iso.datetime().nullable(),
    ...listAudit,
  })
  .meta({ id: 'OrganizationList' });

export const organizationGet = organizationList
  .extend({
    description: z.string().nullable(),
    properties: z.record(z.string(), z.unknown()),
    number: z.string().nullable(),
    telephone: z.string().nullable(),
    fax_number: z.string().nullable(),
    url: z.string().nullable(),
    postal_code: z.string().nullable(),
    street_address: z.string().nullable(),
    locality: z.string().nullable(),
    region: z.string().nullable(),
    country: z.string().nullable(),
    ...rowAudit,
  })
  .meta({ id: 'OrganizationGet' });

export interface OrganizationListRow extends ListAuditRow {
  id: string;
  path: string;
  title: string | null;
  organization_type: (typeof ORGANIZATION_TYPES)[number];
  user_id: string | null;
  email: string | null;
  archived_at: string | null;
}

export interface OrganizationRow extends OrganizationListRow, AuditRow {
  description: string | null;
  properties: Record<string, unknown>;
  number: string | null;
  telephone: string | null;
  fax_number: string | null;
  url: string | null;
  postal_code: string | null;
  street_address: string | null;
  locality: string | null;
  region: string | null;
  country: string | null;
}

export function toOrganizationList(row: OrganizationListRow): z.infer<typeof organizationList> {
  return {
    id: row.id,
    path: row.path,
    title: row.title,
    organization_type: row.organization_type,
    user_id: row.user_id,
    email: row.email,
    archived_at: row.archived_at,
    ...toListAudit(row),
  };
}

export function toOrganizationGet(row: OrganizationRow, publicUrl: string): z.infer<typeof organizationGet> {
  const view = {
    ...toOrganizationList(row),
    description: row.description,
    properties: { ...row.properties, gitlab: toGitInfo(publicUrl, row.path) },
    number: row.number,
    telephone: row.telephone,
    fax_number: row.fax_number,
    url: row.url,
    postal_code: row.postal_code,
    street_address: row.street_address,
    locality: row.locality,
    region: row.region,
    country: row.country,
    ...toRowAudit(row),
  };
  return versioned(view, row.version);
}
