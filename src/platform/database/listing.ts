import sql, { join, raw, type Sql } from 'sql-template-tag';
import { z } from 'zod';
import type { QueryResultRow } from 'pg';
import { queryRows } from '../http/fields.js';
import { counted } from '../http/row-version.js';
import type { Transaction } from './transaction.js';

const DEFAULT_LIMIT = 100;
const PAGE_NUMBER = { type: 'integer', minimum: 0 };

let longestPage = 1000;

/** Sets how many rows a page has at most (1000 before), whatever limit is asked for; for the whole process. */
export function limitPages(rows: number): void {
  longestPage = rows;
}

/** Sortable fields of a list: name in the contract -> column, e.g. `{ title: 'o.title' }`. Never built from input. */
export type SortColumns = Readonly<Record<string, string>>;

export interface Paging {
  skip: number;
  limit: number | null;
  sort: Sql | null;
}

/** `skip`, `limit` and `sort` of every list; `unlimited` lists have no limit unless one is sent. */
export function pagingFields(columns: SortColumns, options: { unlimited?: boolean } = {}) {
  const capped = (value: number) => Math.min(value, longestPage);
  return {
    skip: queryRows()
      .default(0)
      .meta({ override: PAGE_NUMBER, description: 'How many rows to leave out first' }),
    limit: (options.unlimited
      ? queryRows().transform(capped).nullable().default(null)
      : queryRows().default(DEFAULT_LIMIT).transform(capped)
    ).meta({
      override: PAGE_NUMBER,
      description: `At most this many rows, never more than the server is set to (1000 rows); ${options.unlimited ? 'all' : DEFAULT_LIMIT} when absent`,
    }),
    sort: z
      .string()
      .max(200)
      .transform((value, context) => parseSort(value, columns, context))
      .nullable()
      .default(null)
      .meta({
        override: { type: 'string' },
        description: `Comma list of ${Object.keys(columns).join(', ')}; leading - = descending`,
      }),
  };
}

function parseSort(value: string, columns: SortColumns, context: z.RefinementCtx): Sql | null {
  const terms: Sql[] = [];
  for (const field of value.split(',').filter(Boolean)) {
    const name = field.replace(/^-/, '');
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
    if (column === undefined) {
      context.addIssue({
        code: 'invalid_value',
        values: Object.keys(columns),
        message: `cannot be sorted by ${name.slice(0, 40)}`,
      });
      return z.NEVER;
    }
    terms.push(raw(`${column} ${field.startsWith('-') ? 'DESC NULLS LAST' : 'ASC NULLS LAST'}`));
  }
  return terms.length === 0 ? null : join(terms, ', ');
}

export interface ListStatement {
  /** Columns and joins: `SELECT … FROM …` without WHERE. */
  select: Sql;
  /** Conditions joined by AND, the visibility predicate among them. */
  where: readonly Sql[];
  /**
   * What the conditions need of FROM, where `select` computes more for every row than counting needs: then only the
   * rows of the page are computed.
   */
  counted?: Sql;
  /** Order when the caller asks for none. */
  order: Sql;
  /** Column that makes every order total, appended always. */
  tieBreak: Sql;
  paging: Paging;
  /**
   * Makes it a prepared statement with its first call: for hot lists whose statement takes long to plan, and whose
   * plan does not depend on the values.
   */
  prepared?: boolean;
}

/** One page of visible rows with the number of all of them (X-Total-Count), in one statement. */
export async function listPage<Row extends QueryResultRow, View>(
  tx: Transaction,
  statement: ListStatement,
  toView: (row: Row) => View,
): Promise<View[]> {
  const { paging } = statement;
  const page = pageOf(statement);
  const preparing = statement.prepared === true ? 'while few' : 'when hot';
  const rows = await tx.rows<Row & { total_count: number }>(page, preparing);
  if (rows.length > 0) return counted(rows.map(toView), rows[0]?.total_count ?? 0);
  if (paging.skip === 0 && paging.limit !== 0) return counted([], 0);
  const total = await tx.row<{ total: number }>(
    sql`SELECT count(*)::int AS total FROM (${matchingOf(statement)}) listed`,
  );
  return counted([], total?.total ?? 0);
}

function matchingOf({ select, where }: ListStatement): Sql {
  return sql`${select} WHERE ${conditionsOf(where)}`;
}

function conditionsOf(where: readonly Sql[]): Sql {
  return where.length === 0 ? sql`TRUE` : join([...where], ' AND ');
}

/** The statement for the rows of the page, each with the number of all rows. */
function pageOf(statement: ListStatement): Sql {
  const { paging, where } = statement;
  const order = sql`${paging.sort ?? statement.order}, ${statement.tieBreak}`;
  const matching = sql`${matchingOf(statement)} ORDER BY ${order}`;
  const page = sql`OFFSET ${paging.skip} LIMIT ${paging.limit}`;
  if (statement.counted === undefined) {
    return sql`SELECT listed.*, count(*) OVER ()::int AS total_count FROM (${matching}) listed ${page}`;
  }
  return sql`
    SELECT listed.*, (SELECT count(*) FROM ${statement.counted} WHERE ${conditionsOf(where)})::int AS total_count
    FROM (${matching} ${page}) listed`;
}

/** `column = any of values`, or nothing to check when no value was sent. */
export function equals(column: string, value: unknown): Sql[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return [sql`${raw(column)} = ANY(${value})`];
  return [sql`${raw(column)} = ${value}`];
}

/** `column` contains the value (any of them) without regard to case; wildcards in it are plain characters. */
export function containsText(column: string, value: string | readonly string[] | undefined): Sql[] {
  if (value === undefined) return [];
  const patterns = [value].flat().map((part) => `%${part.replace(/[\\%_]/g, '\\$&')}%`);
  if (patterns.length === 0) return [sql`FALSE`];
  const terms = patterns.map((pattern) => sql`${raw(column)} ILIKE ${pattern}`);
  return [terms.length === 1 ? (terms[0] as Sql) : sql`(${join(terms, ' OR ')})`];
}

/** The rows that an `archivedFilter` names, by the column of the time since when a row is archived. */
export function archivedIs(column: string, which: 'active' | 'archived' | 'any'): Sql[] {
  if (which === 'any') return [];
  return [which === 'archived' ? sql`${raw(column)} IS NOT NULL` : sql`${raw(column)} IS NULL`];
}
