import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DataSource, type MigrationInterface } from 'typeorm';
import { requireDatabase } from './require-database.js';

type MigrationClass = new () => MigrationInterface;

export interface MigrationState {
  name: string;
  applied: boolean;
}

/* One number for "migrations of Lectern are running"; two servers that start at once migrate once. */
const ADVISORY_LOCK = 7_265_337;

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../../../../migrations');

/** Loads the migration classes of the folder `migrations/`, oldest first. */
async function loadMigrations(): Promise<MigrationClass[]> {
  const files = (await readdir(FOLDER)).filter((file) => /^\d{14}-[a-z0-9-]+\.(ts|js)$/.test(file)).sort();
  const classes: MigrationClass[] = [];
  for (const file of files) {
    const module = (await import(join(FOLDER, file))) as Record<string, unknown>;
    classes.push(
      ...Object.values(module).filter((value): value is MigrationClass => typeof value === 'function'),
    );
  }
  return classes;
}

async function withMigrations<T>(url: string, work: (source: DataSource) => Promise<T>): Promise<T> {
  const source = new DataSource({
    type: 'postgres',
    url,
    migrations: await loadMigrations(),
    migrationsTableName: 'schema_migrations',
    migrationsTransactionMode: 'each',
    installExtensions: false,
    poolSize: 2,
    extra: { application_name: 'lectern-migrate', connectionTimeoutMillis: 5000, options: '-c TimeZone=UTC' },
  });
  await source.initialize();
  const holder = source.createQueryRunner();
  try {
    await holder.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
    await requireDatabase(holder);
    return await work(source);
  } finally {
    await holder.query('SELECT pg_advisory_unlock($1)', [ADVISORY_LOCK]).catch(() => undefined);
    await holder.release();
    await source.destroy();
  }
}

/** Applies every pending migration and returns the names of those it applied. Safe to call from several processes. */
export async function migrateDatabase(url: string): Promise<string[]> {
  return withMigrations(url, async (source) =>
    (await source.runMigrations()).map((migration) => migration.name),
  );
}

/** Takes back the newest `count` migrations. */
export async function migrateDown(url: string, count = 1): Promise<void> {
  await withMigrations(url, async (source) => {
    for (let done = 0; done < count; done += 1) await source.undoLastMigration();
  });
}

/** Every migration with whether it has been applied, oldest first. */
export async function migrationStates(url: string): Promise<MigrationState[]> {
  return withMigrations(url, async (source) => {
    const exists = (await source.query("SELECT to_regclass('schema_migrations') AS table")) as {
      table: string | null;
    }[];
    const rows = exists[0]?.table
      ? ((await source.query('SELECT name FROM schema_migrations')) as { name: string }[])
      : [];
    const applied = new Set(rows.map((row) => row.name));
    return source.migrations.map((migration) => ({
      name: migration.name ?? migration.constructor.name,
      applied: applied.has(migration.name ?? migration.constructor.name),
    }));
  });
}
