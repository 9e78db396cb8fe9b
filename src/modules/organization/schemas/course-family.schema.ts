import { z } from 'zod';
import { pagingFields, type SortColumns } from '../../../platform/database/listing.js';
import { nestedRow } from '../../../platform/database/nested-row.js';
import { anyOf, id, name, properties, text } from '../../../platform/http/fields.js';
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
import { organizationGet, type OrganizationRow, path, toOrganizationGet } from './organization.schema.js';

export const courseFamilyCreate = z
  .object({
    path: path(),
    organization_id: id(),
    title: name(255, 0).nullish(),
    description: text().nullish(),
    properties: properties().nullish(),
  })
  .meta({ id: 'CourseFamilyCreate' });
export type CourseFamilyCreate = z.infer<typeof courseFamilyCreate>;

export const courseFamilyUpdate = courseFamilyCreate
  .partial({ path: true, organization_id: true })
  .meta({ id: 'CourseFamilyUpdate' });
export type CourseFamilyUpdate = z.infer<typeof courseFamilyUpdate>;

const SORT: SortColumns = {
  id: 'f.id',
  created_at: 'f.created_at',
  updated_at: 'f.updated_at',
  title: 'f.title',
  path: 'f.path',
};

export const courseFamilyQuery = z.object({
  ...pagingFields(SORT),
  id: anyOf(id()),
  title: anyOf(z.string()),
  description: anyOf(z.string()),
  path: anyOf(z.string()),
  organization_id: anyOf(id()),
});
export type CourseFamilyQuery = z.infer<typeof courseFamilyQuery>;

export const courseFamilyList = z
  .object({
    id: z.uuid(),
    title: z.string().nullable(),
    organization_id: z.uuid(),
    path: z.string(),
    ...listAudit,
  })
  .meta({ id: 'CourseFamilyList' });

export const courseFamilyGet = courseFamilyList
  .extend({
    description: z.string().nullable(),
    properties: z.record(z.string(), z.unknown()),
    organization: organizationGet.nullable(),
    ...rowAudit,
  })
  .meta({ id: 'CourseFamilyGet' });

export interface CourseFamilyListRow extends ListAuditRow {
  id: string;
  title: string | null;
  organization_id: string;
  path: string;
}

/** A family without what it belongs to, as the table has it. */
export interface BareCourseFamilyRow extends CourseFamilyListRow, AuditRow {
  description: string | null;
  properties: Record<string, unknown>;
}

export interface CourseFamilyRow extends BareCourseFamilyRow {
  organization: unknown;
}

export function toCourseFamilyList(row: CourseFamilyListRow): z.infer<typeof courseFamilyList> {
  return {
    id: row.id,
    title: row.title,
    organization_id: row.organization_id,
    path: row.path,
    ...toListAudit(row),
  };
}

/** Full path of its repositories: `<organization>/<family>`. */
export function toCourseFamilyGet(row: CourseFamilyRow, publicUrl: string): z.infer<typeof courseFamilyGet> {
  const organization = nestedRow<OrganizationRow>(row.organization);
  const fullPath = organization === null ? row.path : `${organization.path}/${row.path}`;
  const view = {
    ...toCourseFamilyList(row),
    description: row.description,
    properties: { ...row.properties, gitlab: toGitInfo(publicUrl, fullPath) },
    organization: organization === null ? null : toOrganizationGet(organization, publicUrl),
    ...toRowAudit(row),
  };
  return versioned(view, row.version);
}
