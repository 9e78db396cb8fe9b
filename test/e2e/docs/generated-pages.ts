import type { DataSource, EntityMetadata } from 'typeorm';
import { type Action, permissionOf, permissions, tokenScopeOf } from '../../../src/access/permissions.js';
import type { Check, Permission } from '../../../src/access/rule.js';

type OfKind<By extends Check['by'], Of = Check> = Of extends Check
  ? By extends Of['by']
    ? Of
    : never
  : never;
type Words = { [By in Check['by']]: (check: OfKind<By>) => string };

/** What a check of the permission table means, in words. */
const WORDS: Words = {
  user: () => 'any account (rows by visibility)',
  service: () => 'service account',
  'service-claim': (check) => `service account with the claim \`${check.claim}\``,
  claim: (check) => `claim \`${check.claim}\``,
  course: (check) => `course \`${check.role}\`+`,
  family: (check) => `family \`${check.role}\`+`,
  organization: (check) => `organization \`${check.role}\`+`,
  'course-anywhere': (check) => `\`${check.role}\`+ of any course`,
  group: () => 'member of the submission group',
  self: () => 'oneself',
  job: () => 'the worker that holds the job',
  library: () => 'lecturer+ of a course in the organization of the library (shared ones: of any course)',
};

function words(check: Check): string {
  return (WORDS[check.by] as (checked: Check) => string)(check);
}

function whoMay(permission: Permission): string {
  const who = permission.allow.map(words);
  if (permission.admin) who.push('administrator');
  return who.join('; ');
}

/** The permission table as a page: one line per action. */
export function permissionsPage(): string {
  const lines = (Object.keys(permissions) as Action[]).map((action) => {
    const permission = permissionOf(action);
    const subject =
      permission.subject === null
        ? ''
        : `${permission.subject.kind} (${permission.subject.in} ${permission.subject.key})`;
    return `| \`${action}\` | ${permission.route} | ${whoMay(permission)} | ${subject} | \`${tokenScopeOf(action)}\` |`;
  });
  return [
    '# Who may do what',
    '',
    'Generated from `src/access/permissions.ts` by `npm run docs`; a test fails when it is stale. A row that the caller',
    'may not see answers 404, one that he sees but may not change 403.',
    '',
    '| action | endpoint | who (any of) | row whose rights count | scope of API tokens |',
    '| --- | --- | --- | --- | --- |',
    ...lines.sort(),
    '',
  ].join('\n');
}

function tableSection(entity: EntityMetadata): string {
  const references = new Map(
    entity.relations.flatMap((relation) =>
      relation.joinColumns.map((column) => [column.databaseName, relation.inverseEntityMetadata] as const),
    ),
  );
  const keysFirst = [...entity.columns].sort((a, b) => Number(b.isPrimary) - Number(a.isPrimary));
  const lines = keysFirst.map((column) => {
    const target = references.get(column.databaseName);
    const refers = target === undefined ? '' : `→ ${target.schema}.${target.tableName}`;
    const type = `${String(column.type)}${column.isArray ? '[]' : ''}${column.isNullable ? '?' : ''}`;
    return `| ${column.databaseName}${column.isPrimary ? ' (key)' : ''} | ${type} | ${refers} |`;
  });
  return [
    `### ${entity.schema}.${entity.tableName}`,
    '',
    `Entity \`${entity.name}\``,
    '',
    '| column | type | refers to |',
    '| --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}

/** Schemas, tables and columns as a page, from the entities. */
export function tablesPage(source: DataSource): string {
  const entities = [...source.entityMetadatas].sort((a, b) =>
    `${a.schema}.${a.tableName}`.localeCompare(`${b.schema}.${b.tableName}`, 'en'),
  );
  const schemas = [...new Set(entities.map((entity) => entity.schema))];
  const overview = schemas.map(
    (schema) =>
      `- **${schema}**: ${entities
        .filter((entity) => entity.schema === schema)
        .map((entity) => entity.tableName)
        .join(', ')}`,
  );
  return [
    '# The tables',
    '',
    'Generated from the entities by `npm run docs`; a test fails when it is stale. How to work with them: [database.md](database.md).',
    '`?` behind a type means that the column may be null.',
    '',
    ...overview,
    '',
    ...entities.map(tableSection),
  ].join('\n');
}
