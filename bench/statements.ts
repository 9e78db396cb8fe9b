import pg from 'pg';
import type { DataSource } from 'typeorm';
import { createApplication } from '../src/application.js';
import { readEnv } from '../src/platform/config/env.js';

/** A statement as the server sent it. */
export interface Statement {
  text: string;
  values: unknown[];
}

/** The reading statements that the application sends for a GET of which nothing is kept, sign-in included. */
export async function recordStatements(database: string, path: string, token: string): Promise<Statement[]> {
  const app = await createApplication(
    { ...readEnv(), WORKER_SLOTS: 0, KEPT_ANSWERS_MB: 0, LOG_LEVEL: 'silent' },
    database,
  );
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const ask = () => app.inject({ method: 'GET', url: path, headers: { authorization: `Bearer ${token}` } });
  await ask();
  const statements: Statement[] = [];
  const send = pg.Client.prototype.query;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    note(statements, args);
    return Reflect.apply(send, this, args) as never;
  } as typeof send;
  try {
    await ask();
  } finally {
    pg.Client.prototype.query = send;
    await app.close();
  }
  return statements;
}

function note(statements: Statement[], [first, second]: unknown[]): void {
  const text = typeof first === 'string' ? first : (first as { text?: string })?.text;
  const given = typeof first === 'string' ? second : (first as { values?: unknown[] })?.values;
  if (text === undefined || !/^\s*(SELECT|WITH)\b/i.test(text) || text.includes('pgboss')) return;
  statements.push({ text, values: Array.isArray(given) ? given : [] });
}

/** Sends the statements again, one after the other. */
export async function replay(source: DataSource, statements: readonly Statement[]): Promise<void> {
  for (const { text, values } of statements) await source.query(text, values);
}
