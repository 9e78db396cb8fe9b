import type { QueryRunner } from 'typeorm';

const OLDEST_VERSION = 150_000;
const EXTENSIONS = ['ltree', 'citext', 'pg_trgm', 'pgcrypto', 'unaccent'];

/** The database cannot serve Lectern; the message names what is missing and who can add it. */
export class DatabaseRequirementError extends Error {}

/** Checks version, extensions and rights, creates the extensions that are available, and throws one error that names what is missing. */
export async function requireDatabase(runner: QueryRunner): Promise<void> {
  const [version] = (await runner.query("SELECT current_setting('server_version_num')::int AS number")) as {
    number: number;
  }[];
  if (version === undefined || version.number < OLDEST_VERSION) {
    throw new DatabaseRequirementError('PostgreSQL 15 or newer is needed.');
  }
  const installed = (await runner.query('SELECT extname FROM pg_extension')) as { extname: string }[];
  const missing = EXTENSIONS.filter((name) => !installed.some((row) => row.extname === name));
  const problems: string[] = [];
  for (const name of missing) {
    await runner.query(`CREATE EXTENSION IF NOT EXISTS ${name}`).catch((error: Error) => {
      problems.push(`extension ${name}: ${error.message}`);
    });
  }
  if (problems.length > 0) {
    throw new DatabaseRequirementError(
      `The database lacks what Lectern needs; an owner of the database can add it with CREATE EXTENSION.\n  ${problems.join('\n  ')}`,
    );
  }
}
