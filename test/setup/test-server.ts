/** What the global set-up tells the test processes about the database server, through the environment. */
export interface TestServer {
  /** Of a role that may create databases. */
  adminUrl: string;
  /** Of the role that the application uses; its database is the template's. */
  applicationUrl: string;
  /** The migrated database that every test database is a copy of. */
  template: string;
  /** Part of the name of every database of this run. */
  run: string;
}

const VARIABLE = 'LECTERN_TEST_SERVER';

/** Makes the server known to this process and those it will start. */
export function publishTestServer({ adminUrl, applicationUrl, template, run }: TestServer): void {
  process.env[VARIABLE] = JSON.stringify({ adminUrl, applicationUrl, template, run });
}

/** The server that the global set-up started. */
export function publishedTestServer(): TestServer {
  const text = process.env[VARIABLE];
  if (!text) throw new Error('No test server: jest must run with test/setup/global-setup.ts.');
  return JSON.parse(text) as TestServer;
}

/** `url` with another database. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}
