import sql, { join, raw, type Sql } from 'sql-template-tag';

/** Merges `properties` at the top level as PATCH does: null removes a key. */
export function mergeProperties(
  current: Record<string, unknown>,
  changes: Record<string, unknown>,
): Record<string, unknown> {
  const merged = { ...current, ...changes };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}

/**
 * What `properties` become by a PATCH: undefined (not written) when they were not sent, empty for null, else merged.
 */
export function changedProperties(
  current: Record<string, unknown>,
  changes: Record<string, unknown> | null | undefined,
): Record<string, unknown> | undefined {
  if (changes === undefined) return undefined;
  return changes === null ? {} : mergeProperties(current, changes);
}

/**
 * `column = value` for every key of `changes` that is not undefined, or null when there is none. `columns` are the
 * columns that may be changed; keys outside it are ignored, so nothing of the input becomes SQL.
 */
export function assignments(
  columns: readonly string[],
  changes: Readonly<Record<string, unknown>>,
): Sql | null {
  const terms = columns
    .filter((column) => changes[column] !== undefined)
    .map((column) => sql`${raw(column)} = ${toColumnValue(changes[column])}`);
  return terms.length === 0 ? null : join(terms, ', ');
}

/** JSON columns take text; arrays stay arrays, because only array columns get them. */
function toColumnValue(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
    ? JSON.stringify(value)
    : value;
}

/** Writes one row: the `columns` that `values` has (not undefined); the rest keeps the defaults of the table. */
export function insertion(
  table: string,
  columns: readonly string[],
  values: Readonly<Record<string, unknown>>,
): Sql {
  const sent = columns.filter((column) => values[column] !== undefined);
  const names = raw(sent.join(', '));
  return sql`INSERT INTO ${raw(table)} (${names}) VALUES (${join(sent.map((column) => toColumnValue(values[column])))})`;
}
