import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import { assignments } from '../../../platform/database/changes.js';
import { equals, listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import {
  type ServiceTypeCreate,
  type ServiceTypeListRow,
  type ServiceTypeQuery,
  type ServiceTypeRow,
  toServiceTypeList,
} from '../schemas/service-type.schema.js';

const CHANGEABLE = [
  'name',
  'category',
  'description',
  'plugin_module',
  'schema',
  'icon',
  'color',
  'enabled',
  'requires_workspace',
  'properties',
] as const;

/** Service types; everybody who is signed in sees all of them. */
@Injectable()
export class ServiceTypeRepository {
  constructor(private readonly tx: Transaction) {}

  async list(query: ServiceTypeQuery) {
    return listPage<ServiceTypeListRow, ReturnType<typeof toServiceTypeList>>(
      this.tx,
      {
        select: sql`SELECT t.* FROM execution.service_types t`,
        where: [
          ...equals('t.id', query.id),
          ...equals('t.path', query.path),
          ...below(query.path_descendant),
          ...matching(query.path_pattern),
          ...equals('t.category', query.category),
          ...equals('t.enabled', query.enabled),
          ...equals('t.plugin_module', query.plugin_module),
        ],
        order: sql`t.created_at`,
        tieBreak: sql`t.id`,
        paging: query,
      },
      toServiceTypeList,
    );
  }

  async find(id: string): Promise<ServiceTypeRow | null> {
    return this.tx.row<ServiceTypeRow>(sql`SELECT t.* FROM execution.service_types t WHERE t.id = ${id}`);
  }

  async findByPath(path: string): Promise<ServiceTypeRow | null> {
    return this.tx.row<ServiceTypeRow>(sql`SELECT t.* FROM execution.service_types t WHERE t.path = ${path}`);
  }

  /** The row, locked until the end of the transaction. */
  async lock(id: string): Promise<ServiceTypeRow | null> {
    return this.tx.row<ServiceTypeRow>(
      sql`SELECT * FROM execution.service_types WHERE id = ${id} FOR UPDATE`,
    );
  }

  async insert(input: ServiceTypeCreate): Promise<string> {
    const id = uuidv7();
    const json = (value: object | null | undefined) => (value == null ? null : JSON.stringify(value));
    await this.tx.execute(sql`
      INSERT INTO execution.service_types (id, path, name, category, description, plugin_module, schema, icon, color,
                                           enabled, requires_workspace, properties)
      VALUES (${id}, ${input.path}, ${input.name}, ${input.category}, ${input.description ?? null},
              ${input.plugin_module ?? null}, ${json(input.schema)}, ${input.icon ?? null}, ${input.color ?? null},
              ${input.enabled}, ${input.requires_workspace}, ${json(input.properties)})`);
    return id;
  }

  async update(id: string, changes: Readonly<Record<string, unknown>>): Promise<void> {
    const set = assignments(CHANGEABLE, changes);
    if (set !== null) await this.tx.execute(sql`UPDATE execution.service_types SET ${set} WHERE id = ${id}`);
  }
}

/** The node and everything below it. */
function below(path: string | undefined): Sql[] {
  if (path === undefined) return [];
  return [sql`(t.path = ${path} OR starts_with(t.path, ${`${path}.`}))`];
}

/** As in lquery: a label `*` stands for any number of labels, `*` inside a label for any characters of it. */
function matching(pattern: string | undefined): Sql[] {
  if (pattern === undefined) return [];
  const labels = pattern.split('.').map((label) => {
    if (label === '*') return '([.][A-Za-z0-9_-]+)*';
    return `[.]${label.replace(/\*+/g, '[A-Za-z0-9_-]*')}`;
  });
  return [sql`('.' || t.path) ~ ${`^${labels.join('')}$`}`];
}
