import { z } from 'zod';
import { pagingFields } from '../../../platform/database/listing.js';
import { anyOf, id } from '../../../platform/http/fields.js';
import { versioned } from '../../../platform/http/row-version.js';
import {
  type AuditRow,
  listAudit,
  type ListAuditRow,
  rowAudit,
  toListAudit,
  toRowAudit,
} from '../../../platform/http/view-fields.js';
import {
  exampleRepositoryGet,
  type ExampleRepositoryRow,
  toExampleRepositoryGet,
} from './example-repository.schema.js';
import { exampleVersionGet, type ExampleVersionRow, toExampleVersionGet } from './example-version.schema.js';

export const exampleQuery = z.object({
  ...pagingFields({
    id: 'e.id',
    created_at: 'e.created_at',
    updated_at: 'e.updated_at',
    title: 'e.title',
    identifier: 'e.identifier',
  }),
  id: anyOf(id()),
  repository_id: anyOf(id()),
  identifier: anyOf(z.string().max(255)),
  title: z.string().optional(),
  category: anyOf(z.string()),
  tags: anyOf(z.string()),
  search: z.string().optional(),
});
export type ExampleQuery = z.infer<typeof exampleQuery>;

export const exampleList = z
  .object({
    id: z.uuid(),
    directory: z.string(),
    identifier: z.string(),
    title: z.string(),
    subject: z.string().nullable(),
    category: z.string().nullable(),
    tags: z.array(z.string()),
    example_repository_id: z.uuid(),
    ...listAudit,
  })
  .meta({ id: 'ExampleList' });

export const exampleDependencyGet = z
  .object({
    id: z.uuid(),
    example_id: z.uuid(),
    depends_id: z.uuid(),
    version_constraint: z.string().nullable(),
    dependency: exampleList.nullable(),
    ...rowAudit,
  })
  .meta({ id: 'ExampleDependencyGet' });

export const exampleGet = exampleList
  .extend({
    description: z.string().nullable(),
    repository: exampleRepositoryGet.nullable(),
    versions: z.array(exampleVersionGet),
    dependencies: z.array(exampleDependencyGet),
    ...rowAudit,
  })
  .meta({ id: 'ExampleGet' });

export interface ExampleListRow extends ListAuditRow {
  id: string;
  directory: string;
  identifier: string;
  title: string;
  subject: string | null;
  category: string | null;
  tags: string[];
  example_repository_id: string;
}

export interface ExampleRow extends ExampleListRow, AuditRow {
  description: string | null;
}

export interface ExampleDependencyRow extends AuditRow {
  id: string;
  example_id: string;
  depends_id: string;
  version_constraint: string | null;
  dependency: ExampleRow;
}

/** An example with everything around it; versions newest first. */
export interface WholeExample {
  example: ExampleRow;
  repository: ExampleRepositoryRow;
  versions: ExampleVersionRow[];
  dependencies: ExampleDependencyRow[];
}

export function toExampleList(row: ExampleListRow): z.infer<typeof exampleList> {
  return {
    id: row.id,
    directory: row.directory,
    identifier: row.identifier,
    title: row.title,
    subject: row.subject,
    category: row.category,
    tags: row.tags,
    example_repository_id: row.example_repository_id,
    ...toListAudit(row),
  };
}

function toExampleDependencyGet(row: ExampleDependencyRow): z.infer<typeof exampleDependencyGet> {
  return {
    id: row.id,
    example_id: row.example_id,
    depends_id: row.depends_id,
    version_constraint: row.version_constraint,
    dependency: toExampleList(row.dependency),
    ...toRowAudit(row),
  };
}

/** The view nests other rows, so its ETag names the versions of all of them. */
export function toExampleGet(whole: WholeExample): z.infer<typeof exampleGet> {
  const { example, repository, versions, dependencies } = whole;
  const view = {
    ...toExampleList(example),
    description: example.description,
    repository: toExampleRepositoryGet(repository),
    versions: versions.map(toExampleVersionGet),
    dependencies: dependencies.map(toExampleDependencyGet),
    ...toRowAudit(example),
  };
  const needed = dependencies.map(({ dependency }) => `.${dependency.version}`).join('');
  return versioned(view, `${example.version}.${repository.version}${needed}`);
}
