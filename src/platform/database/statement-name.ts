import { createHash } from 'node:crypto';
import type { Sql } from 'sql-template-tag';

const DIGITS = 16;

/**
 * A name for a prepared statement whose text depends on who asks; the same text has the same name, and no other has it.
 * Only for statements with few texts: connections keep each.
 */
export function nameByText(what: string, statement: Sql): string {
  return `${what}-${createHash('sha256').update(statement.text).digest('hex').slice(0, DIGITS)}`;
}
