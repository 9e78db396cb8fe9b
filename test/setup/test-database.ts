import pg from 'pg';
import { randomBytes } from 'node:crypto';
import { publishedTestServer, withDatabase } from './test-server.js';

/** A database of its own for one test file. */
export interface TestDatabase {
  /** Connection string of the application's role. */
  url: string;
  /** Removes the database, whoever is still connected. */
  drop(): Promise<void>;
}

/** An empty, migrated database: a copy of the template that the global set-up made. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = publishedTestServer();
  const name = `lectern_test_${server.run}_${randomBytes(6).toString('hex')}`;
  const owner = decodeURIComponent(new URL(server.applicationUrl).username);
  await asAdmin(server.adminUrl, (client) =>
    client.query(
      `CREATE DATABASE ${name} TEMPLATE ${server.template} OWNER ${client.escapeIdentifier(owner)}`,
    ),
  );
  return {
    url: withDatabase(server.applicationUrl, name),
    drop: async () => {
      await asAdmin(server.adminUrl, (client) =>
        client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
      );
    },
  };
}

async function asAdmin<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
