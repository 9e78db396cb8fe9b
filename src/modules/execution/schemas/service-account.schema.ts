import { z } from 'zod';
import { type SortColumns, pagingFields } from '../../../platform/database/listing.js';
import {
  anyOf,
  email,
  flagFilter,
  id,
  name,
  properties,
  queryFlag,
  text,
} from '../../../platform/http/fields.js';
import { versioned } from '../../../platform/http/row-version.js';
import { type AuditRow, rowAudit, toRowAudit } from '../../../platform/http/view-fields.js';
import { workerFacts } from './worker.schema.js';

const slug = () =>
  z
    .string()
    .min(3)
    .max(255)
    .regex(
      /^[a-z0-9][a-z0-9.-]*[a-z0-9]$/,
      'must be small letters, digits, dots and dashes, a letter or digit at both ends',
    );

export const serviceCreate = z
  .object({
    slug: slug(),
    name: name(),
    service_type: z.string().min(1).max(255).describe('Path of a service type'),
    description: text().nullish(),
    username: z
      .string()
      .regex(/^[A-Za-z0-9_.-]{2,50}$/, 'must be 2 to 50 letters, digits, _ - .')
      .nullish(),
    email: email().nullish(),
    given_name: name().nullish(),
    family_name: name().nullish(),
    password: z.string().max(1024).nullish(),
    config: properties().default({}),
    enabled: z.boolean().default(true),
  })
  .meta({ id: 'ServiceCreate' });
export type ServiceCreate = z.infer<typeof serviceCreate>;

export const serviceUpdate = z
  .object({
    name: name().optional(),
    description: text().nullish(),
    config: properties().optional(),
    enabled: z.boolean().optional(),
    properties: properties().optional(),
  })
  .meta({ id: 'ServiceUpdate' });
export type ServiceUpdate = z.infer<typeof serviceUpdate>;

/** Whether a change is made although something uses the service. */
export const serviceForce = z.object({ force: queryFlag().default(false) });
export type ServiceForce = z.infer<typeof serviceForce>;

/** What a worker may tell of itself with its heartbeat. */
export const serviceHeartbeat = z
  .object({
    sandbox: z
      .object({ level: z.enum(['L0', 'L1', 'L2', 'L3']), why: z.string().max(4096) })
      .nullish()
      .describe('How strong the boxes of the worker are, and why'),
    worker: workerFacts.nullish().describe('Which worker says so'),
  })
  .meta({ id: 'ServiceHeartbeat' });
export type ServiceHeartbeat = z.infer<typeof serviceHeartbeat>;

const SORT: SortColumns = {
  id: 's.id',
  created_at: 's.created_at',
  updated_at: 's.updated_at',
  slug: 's.slug',
  name: 's.name',
  last_seen_at: 's.last_seen_at',
};

export const serviceQuery = z.object({
  ...pagingFields(SORT),
  id: anyOf(id()),
  slug: anyOf(z.string()),
  service_type_id: anyOf(id()),
  enabled: flagFilter(),
  user_id: anyOf(id()),
});
export type ServiceQuery = z.infer<typeof serviceQuery>;

export const serviceGet = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    service_type_id: z.uuid().nullable(),
    service_type_path: z.string().nullable(),
    user_id: z.uuid(),
    config: z.record(z.string(), z.unknown()).describe('Empty for lecturers'),
    enabled: z.boolean(),
    last_seen_at: z.iso.datetime().nullable(),
    properties: z.record(z.string(), z.unknown()).nullable(),
    ...rowAudit,
  })
  .meta({ id: 'ServiceGet' });

export interface ServiceRow extends AuditRow {
  id: string;
  slug: string;
  name: string;
  description: string | null;
  service_type_id: string;
  service_type_path: string;
  service_type_category: string;
  service_type_schema: Record<string, unknown> | null;
  user_id: string;
  config: Record<string, unknown>;
  enabled: boolean;
  last_seen_at: string | null;
  properties: Record<string, unknown>;
}

/** `withConfig` false leaves out what may hold secrets of the service's operator. */
export function toServiceGet(row: ServiceRow, withConfig: boolean): z.infer<typeof serviceGet> {
  const view = {
    id: row.id,
    slug: row.slug,
    name: row.name,
    description: row.description,
    service_type_id: row.service_type_id,
    service_type_path: row.service_type_path,
    user_id: row.user_id,
    config: withConfig ? row.config : {},
    enabled: row.enabled,
    last_seen_at: row.last_seen_at,
    properties: withConfig ? row.properties : {},
    ...toRowAudit(row),
  };
  return versioned(view, row.version);
}
