import { z } from 'zod';
import { pagingFields } from '../../../platform/database/listing.js';
import { anyOf } from '../../../platform/http/fields.js';
import { versioned } from '../../../platform/http/row-version.js';
import {
  type AuditRow,
  listAudit,
  type ListAuditRow,
  rowAudit,
  toListAudit,
  toRowAudit,
} from '../../../platform/http/view-fields.js';

export const exampleVersionQuery = z.object({
  ...pagingFields({
    id: 'v.id',
    created_at: 'v.created_at',
    updated_at: 'v.updated_at',
    title: 'v.title',
    version_number: 'v.version_number',
  }),
  version_tag: anyOf(z.string().max(64)),
});
export type ExampleVersionQuery = z.infer<typeof exampleVersionQuery>;

export const exampleVersionList = z
  .object({
    id: z.uuid(),
    version_tag: z.string(),
    version_number: z.int(),
    title: z.string().nullable(),
    description: z.string().nullable(),
    testing_service_id: z.uuid().nullable(),
    example_id: z.uuid(),
    ...listAudit,
  })
  .meta({ id: 'ExampleVersionList' });

export const exampleVersionGet = exampleVersionList
  .extend({
    storage_path: z.string(),
    language: z.string().nullable(),
    license: z.string().nullable(),
    execution_backend: z.record(z.string(), z.unknown()).nullable(),
    student_submission_files: z.array(z.string()),
    additional_files: z.array(z.string()),
    student_templates: z.array(z.string()),
    test_files: z.array(z.string()),
    ...rowAudit,
  })
  .meta({ id: 'ExampleVersionGet' });
export type ExampleVersionGet = z.infer<typeof exampleVersionGet>;

export interface ExampleVersionListRow extends ListAuditRow {
  id: string;
  version_tag: string;
  version_number: number;
  title: string | null;
  description: string | null;
  testing_service_id: string | null;
  example_id: string;
}

export interface ExampleVersionRow extends ExampleVersionListRow, AuditRow {
  storage_path: string;
  language: string | null;
  license: string | null;
  execution_backend: Record<string, unknown> | null;
  student_submission_files: string[];
  additional_files: string[];
  student_templates: string[];
  test_files: string[];
  meta: Record<string, unknown>;
  test: Record<string, unknown> | null;
}

export function toExampleVersionList(row: ExampleVersionListRow): z.infer<typeof exampleVersionList> {
  return {
    id: row.id,
    version_tag: row.version_tag,
    version_number: row.version_number,
    title: row.title,
    description: row.description,
    testing_service_id: row.testing_service_id,
    example_id: row.example_id,
    ...toListAudit(row),
  };
}

export function toExampleVersionGet(row: ExampleVersionRow): ExampleVersionGet {
  const view = {
    ...toExampleVersionList(row),
    storage_path: row.storage_path,
    language: row.language,
    license: row.license,
    execution_backend: row.execution_backend,
    student_submission_files: row.student_submission_files,
    additional_files: row.additional_files,
    student_templates: row.student_templates,
    test_files: row.test_files,
    ...toRowAudit(row),
  };
  return versioned(view, row.version);
}
