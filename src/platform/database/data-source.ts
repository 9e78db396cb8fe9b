import { type DataSourceOptions, type EntitySchema, type MixedList } from 'typeorm';
import { types } from 'pg';
import type { Env } from '../config/env.js';

/* timestamptz arrives as text in the contract's form; parsing it to Date and back costs more than the query. */
const TIMESTAMPTZ = 1184;
const INT8 = 20;
const NUMERIC = 1700;

const SECONDS = '2026-02-01 08:00:00'.length;
const DAY = '2026-02-01'.length;
const ZONE = '+00';

/** `2026-02-01 08:00:00.123456+00` (the session is in UTC) becomes `2026-02-01T08:00:00.123Z`. */
export function isoTime(text: string): string {
  // Cutting costs a third of a regular expression, and lists have thousands of times. Other forms: years over 9999, infinity.
  if (!text.endsWith(ZONE) || text[DAY] !== ' ') return longTime(text);
  const part = text
    .slice(SECONDS + 1, -ZONE.length)
    .padEnd(3, '0')
    .slice(0, 3);
  return `${text.slice(0, DAY)}T${text.slice(DAY + 1, SECONDS)}.${part}Z`;
}

function longTime(text: string): string {
  const match = /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?\+00$/.exec(text);
  if (match === null) return text;
  return `${match[1]}T${match[2]}.${(match[3] ?? '').padEnd(3, '0').slice(0, 3)}Z`;
}

/** Sets how column values arrive: times as ISO text, counts and grades as numbers. */
function setTypeParsers(): void {
  types.setTypeParser(TIMESTAMPTZ, isoTime);
  types.setTypeParser(INT8, Number);
  types.setTypeParser(NUMERIC, Number);
}

type Entities = MixedList<string | EntitySchema | (new () => object)>;

/** Connection options for `url`; the session is in UTC and no statement, lock or idle transaction waits for ever. */
export function dataSourceOptions(env: Env, url: string, entities: Entities): DataSourceOptions {
  setTypeParsers();
  return {
    type: 'postgres',
    url,
    entities: entities as DataSourceOptions['entities'],
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    logging: false,
    poolSize: env.DATABASE_POOL_SIZE,
    poolErrorHandler: () => undefined,
    extra: {
      application_name: 'lectern',
      connectionTimeoutMillis: 5000,
      statement_timeout: env.DATABASE_STATEMENT_TIMEOUT_SECONDS * 1000,
      lock_timeout: 10_000,
      idle_in_transaction_session_timeout: 60_000,
      options: '-c TimeZone=UTC -c work_mem=16MB',
    },
  };
}
