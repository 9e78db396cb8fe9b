import { DataSource, type EntityMetadata } from 'typeorm';
import pg from 'pg';
import {
  migrateDatabase,
  migrateDown,
  migrationStates,
} from '../../../src/platform/database/migrations/migrate.js';
import { MODULE_SCHEMAS, schemaFacts } from '../../setup/schema-facts.js';
import { startTestApplication } from '../../setup/test-application.js';
import { createTestDatabase } from '../../setup/test-database.js';

interface Column {
  table: string;
  column: string;
  type: string;
  nullable: boolean;
}

const NAMES: Record<string, string> = {
  int4: 'integer',
  int8: 'bigint',
  float8: 'double precision',
  bool: 'boolean',
};

async function columnsOfDatabase(url: string): Promise<Column[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ table: string; column: string; type: string; nullable: boolean }>(
    `SELECT c.table_schema || '.' || c.table_name AS table, column_name AS column, udt_name AS type,
            is_nullable = 'YES' AS nullable
     FROM information_schema.columns c
     JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = ANY($1) AND t.table_type = 'BASE TABLE'`,
    [MODULE_SCHEMAS],
  );
  await client.end();
  return rows.map((row) => ({ ...row, type: typeName(row.type) }));
}

function typeName(name: string): string {
  const element = name.startsWith('_') ? `${typeName(name.slice(1))}[]` : undefined;
  return element ?? NAMES[name] ?? name;
}

function columnsOfEntities(entities: readonly EntityMetadata[]): Column[] {
  return entities.flatMap((entity) =>
    entity.columns.map((column) => ({
      table: `${entity.schema}.${entity.tableName}`,
      column: column.databaseName,
      type: `${String(column.type)}${column.isArray ? '[]' : ''}`,
      nullable: column.isNullable,
    })),
  );
}

const asLines = (columns: Column[]) =>
  columns
    .map(({ table, column, type, nullable }) => `${table}.${column} ${type}${nullable ? ' null' : ''}`)
    .sort();

describe('migrations', () => {
  it('agree with the entities, column by column, in both directions', async () => {
    const t = await startTestApplication();
    const entities = asLines(columnsOfEntities(t.get(DataSource).entityMetadatas));
    const database = asLines(await columnsOfDatabase(t.databaseUrl));
    await t.close();
    expect(entities).toEqual(database);
  });

  it('go down one by one and up again to the same schema', async () => {
    const database = await createTestDatabase();
    const before = await schemaFacts(database.url);
    const count = (await migrationStates(database.url)).length;
    for (let step = 1; step <= count; step += 1) {
      await migrateDown(database.url, 1);
      const states = await migrationStates(database.url);
      expect(states.filter((state) => state.applied)).toHaveLength(count - step);
    }
    expect(await schemaFacts(database.url)).toEqual([]);
    expect(await migrateDatabase(database.url)).toHaveLength(count);
    expect(await schemaFacts(database.url)).toEqual(before);
    await database.drop();
  });

  it('run once when two servers start at once', async () => {
    const database = await createTestDatabase();
    const count = (await migrationStates(database.url)).length;
    await migrateDown(database.url, count);
    const applied = await Promise.all([migrateDatabase(database.url), migrateDatabase(database.url)]);
    expect(applied.map((names) => names.length).sort()).toEqual([0, count]);
    await database.drop();
  });
});
