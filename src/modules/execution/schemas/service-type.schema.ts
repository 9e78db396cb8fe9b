import { z } from 'zod';
import { type SortColumns, pagingFields } from '../../../platform/database/listing.js';
import { anyOf, flagFilter, id, name, properties, text } from '../../../platform/http/fields.js';
import { versioned } from '../../../platform/http/row-version.js';
import {
  type AuditRow,
  listAudit,
  type ListAuditRow,
  rowAudit,
  toListAudit,
  toRowAudit,
} from '../../../platform/http/view-fields.js';
import { configProblem } from '../services/service-config.js';

export const CATEGORIES = [
  'worker',
  'testing',
  'review',
  'metrics',
  'integration',
  'custom',
  'agent',
] as const;

/** Labels of letters, digits, `_` and `-`, joined by dots. */
export const typePath = () =>
  z
    .string()
    .max(255)
    .regex(
      /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/,
      'must be labels of letters, digits, _ and - joined by dots',
    );

const jsonSchema = () =>
  properties().refine(
    (schema) => configProblem(schema, {}) !== 'unusable',
    'must be a JSON Schema that can be checked here',
  );

const fields = {
  name: name(),
  category: z.enum(CATEGORIES),
  description: text().nullish(),
  plugin_module: z.string().max(255).nullish(),
  schema: jsonSchema().nullish(),
  icon: z.string().max(255).nullish(),
  color: z
    .string()
    .regex(/^#[0-9A-Fa-f]{6}$/, 'must be #RRGGBB')
    .nullish(),
};

export const serviceTypeCreate = z
  .object({
    path: typePath(),
    ...fields,
    enabled: z.boolean().default(true),
    requires_workspace: z.boolean().default(false),
    properties: properties().default({}),
  })
  .meta({ id: 'ServiceTypeCreate' });
export type ServiceTypeCreate = z.infer<typeof serviceTypeCreate>;

export const serviceTypeUpdate = z
  .object({
    ...fields,
    name: name().optional(),
    category: z.enum(CATEGORIES).optional(),
    enabled: z.boolean().optional(),
    requires_workspace: z.boolean().optional(),
    properties: properties().optional(),
  })
  .meta({ id: 'ServiceTypeUpdate' });
export type ServiceTypeUpdate = z.infer<typeof serviceTypeUpdate>;

const SORT: SortColumns = {
  id: 't.id',
  created_at: 't.created_at',
  updated_at: 't.updated_at',
  path: 't.path',
  name: 't.name',
};

export const serviceTypeQuery = z.object({
  ...pagingFields(SORT),
  id: anyOf(id()),
  path: anyOf(z.string()),
  path_descendant: z.string().max(255).optional(),
  path_pattern: z
    .string()
    .max(255)
    .regex(/^[A-Za-z0-9_*-]+(\.[A-Za-z0-9_*-]+)*$/, 'must be labels joined by dots; * stands for anything')
    .optional(),
  category: anyOf(z.string()),
  enabled: flagFilter(),
  plugin_module: anyOf(z.string()),
});
export type ServiceTypeQuery = z.infer<typeof serviceTypeQuery>;

export const serviceTypeList = z
  .object({
    id: z.uuid(),
    path: z.string(),
    name: z.string(),
    category: z.enum(CATEGORIES),
    enabled: z.boolean(),
    icon: z.string().nullable(),
    color: z.string().nullable(),
    version: z.number().int(),
    ...listAudit,
  })
  .meta({ id: 'ServiceTypeList' });

export const serviceTypeGet = serviceTypeList
  .extend({
    description: z.string().nullable(),
    plugin_module: z.string().nullable(),
    schema: z.record(z.string(), z.unknown()).nullable(),
    requires_workspace: z.boolean(),
    properties: z.record(z.string(), z.unknown()),
    ...rowAudit,
  })
  .meta({ id: 'ServiceTypeGet' });

export interface ServiceTypeListRow extends ListAuditRow {
  id: string;
  path: string;
  name: string;
  category: (typeof CATEGORIES)[number];
  enabled: boolean;
  icon: string | null;
  color: string | null;
  version: number;
}

export interface ServiceTypeRow extends ServiceTypeListRow, AuditRow {
  description: string | null;
  plugin_module: string | null;
  schema: Record<string, unknown> | null;
  requires_workspace: boolean;
  properties: Record<string, unknown>;
}

export function toServiceTypeList(row: ServiceTypeListRow): z.infer<typeof serviceTypeList> {
  return {
    id: row.id,
    path: row.path,
    name: row.name,
    category: row.category,
    enabled: row.enabled,
    icon: row.icon,
    color: row.color,
    version: row.version,
    ...toListAudit(row),
  };
}

export function toServiceTypeGet(row: ServiceTypeRow): z.infer<typeof serviceTypeGet> {
  const view = {
    ...toServiceTypeList(row),
    description: row.description,
    plugin_module: row.plugin_module,
    schema: row.schema,
    requires_workspace: row.requires_workspace,
    properties: row.properties,
    ...toRowAudit(row),
  };
  return versioned(view, row.version);
}
