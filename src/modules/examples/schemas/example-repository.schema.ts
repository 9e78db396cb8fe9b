import { z } from 'zod';
import { pagingFields } from '../../../platform/database/listing.js';
import { anyOf, id, name, orDefault, text } from '../../../platform/http/fields.js';
import { versioned } from '../../../platform/http/row-version.js';
import {
  type AuditRow,
  listAudit,
  type ListAuditRow,
  rowAudit,
  toListAudit,
  toRowAudit,
} from '../../../platform/http/view-fields.js';

const SOURCE_TYPES = ['git', 'minio', 's3', 'github', 'gitlab'] as const;

const changeable = {
  description: text().nullish(),
  access_credentials: text(8192).nullish(),
  default_version: name().nullish(),
};

export const exampleRepositoryCreate = z
  .object({
    name: name(),
    source_url: name(4096),
    source_type: orDefault(z.enum(SOURCE_TYPES), 'git'),
    organization_id: id().nullish(),
    ...changeable,
  })
  .meta({ id: 'ExampleRepositoryCreate' });
export type ExampleRepositoryCreate = z.infer<typeof exampleRepositoryCreate>;

export const exampleRepositoryUpdate = z
  .object({ name: name().optional(), ...changeable })
  .meta({ id: 'ExampleRepositoryUpdate' });
export type ExampleRepositoryUpdate = z.infer<typeof exampleRepositoryUpdate>;

export const exampleRepositoryQuery = z.object({
  ...pagingFields({
    id: 'er.id',
    created_at: 'er.created_at',
    updated_at: 'er.updated_at',
    name: 'er.name',
  }),
  id: anyOf(id()),
  name: z.string().optional(),
  source_type: anyOf(z.string()),
  organization_id: anyOf(id()),
});
export type ExampleRepositoryQuery = z.infer<typeof exampleRepositoryQuery>;

export const exampleRepositoryList = z
  .object({
    id: z.uuid(),
    name: z.string(),
    description: z.string().nullable(),
    source_type: z.enum(SOURCE_TYPES),
    source_url: z.string(),
    organization_id: z.uuid().nullable(),
    ...listAudit,
  })
  .meta({ id: 'ExampleRepositoryList' });

export const exampleRepositoryGet = exampleRepositoryList
  .extend({ access_credentials: z.null(), default_version: z.string().nullable(), ...rowAudit })
  .meta({ id: 'ExampleRepositoryGet' });

export interface ExampleRepositoryListRow extends ListAuditRow {
  id: string;
  name: string;
  description: string | null;
  source_type: (typeof SOURCE_TYPES)[number];
  source_url: string;
  organization_id: string | null;
}

export interface ExampleRepositoryRow extends ExampleRepositoryListRow, AuditRow {
  default_version: string | null;
}

export function toExampleRepositoryList(
  row: ExampleRepositoryListRow,
): z.infer<typeof exampleRepositoryList> {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    source_type: row.source_type,
    source_url: row.source_url,
    organization_id: row.organization_id,
    ...toListAudit(row),
  };
}

/** Credentials are written only; nobody reads them back. */
export function toExampleRepositoryGet(row: ExampleRepositoryRow): z.infer<typeof exampleRepositoryGet> {
  const view = {
    ...toExampleRepositoryList(row),
    access_credentials: null,
    default_version: row.default_version,
    ...toRowAudit(row),
  };
  return versioned(view, row.version);
}
