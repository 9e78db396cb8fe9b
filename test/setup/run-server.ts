import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/platform/database/embedded/embedded-postgres.js';
import { migrateDatabase } from '../../src/platform/database/migrations/migrate.js';
import { withDatabase, type TestServer } from './test-server.js';

/** The database server of one run of jest. */
export interface RunServer extends TestServer {
  stop(): Promise<void>;
}

const FOLDER = /^lectern-test-(\d+)-/;
const SESSION = 'lectern-tests-';

/** Starts a server that forgets everything at a power cut, in a fresh temporary folder; or uses TEST_DATABASE_URL. */
export async function startRunServer(): Promise<RunServer> {
  const run = randomBytes(4).toString('hex');
  const given = process.env['TEST_DATABASE_URL'];
  return given ? useServer(given, run) : startServer(run);
}

async function startServer(run: string): Promise<RunServer> {
  await removeLeftFolders();
  const home = await mkdtemp(join(tmpdir(), `lectern-test-${process.pid}-`));
  await chmod(home, 0o711);
  const template = 'lectern_template';
  const server = await startEmbeddedPostgres({ home, durable: false, database: template });
  await migrateDatabase(server.url);
  return {
    adminUrl: server.adminUrl,
    applicationUrl: server.url,
    template,
    run,
    stop: async () => {
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** A run that was killed leaves its folder; the number in the name tells whether that run still lives. */
async function removeLeftFolders(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(FOLDER.exec(name)?.[1]);
    if (pid && !isAlive(pid))
      await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** On somebody's server the run keeps one session open, by whose name later runs know which databases are in use. */
async function useServer(adminUrl: string, run: string): Promise<RunServer> {
  const template = `lectern_template_${run}`;
  const client = new pg.Client({ connectionString: adminUrl, application_name: `${SESSION}${run}` });
  await client.connect();
  await dropDatabases(client, await runsWithoutSession(client));
  await client.query(`CREATE DATABASE ${template} TEMPLATE template0 ENCODING 'UTF8'`);
  await migrateDatabase(withDatabase(adminUrl, template));
  return {
    adminUrl,
    applicationUrl: withDatabase(adminUrl, template),
    template,
    run,
    stop: async () => {
      await dropDatabases(client, [run]);
      await client.end();
    },
  };
}

async function runsWithoutSession(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ run: string }>(
    `SELECT DISTINCT substring(datname from '^lectern_(?:test|template)_([0-9a-f]{8})') AS run FROM pg_database
     WHERE datname ~ '^lectern_(test|template)_[0-9a-f]{8}'
       AND substring(datname from '^lectern_(?:test|template)_([0-9a-f]{8})')
           NOT IN (SELECT substr(application_name, $1) FROM pg_stat_activity WHERE application_name LIKE $2)`,
    [SESSION.length + 1, `${SESSION}%`],
  );
  return rows.map((row) => row.run);
}

async function dropDatabases(client: pg.Client, runs: readonly string[]): Promise<void> {
  for (const run of runs) {
    const { rows } = await client.query<{ datname: string }>(
      'SELECT datname FROM pg_database WHERE datname ~ $1',
      [`^lectern_(test|template)_${run}(_|$)`],
    );
    for (const { datname } of rows) {
      await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(datname)} WITH (FORCE)`);
    }
  }
}
