import type { Sql } from 'sql-template-tag';
import { Transaction } from '../../src/platform/database/transaction.js';
import type { TestApplication } from './test-application.js';

/** Who is calling, what he is to a row, and whether a kept answer is still true: its state and its next turn. */
const BESIDE_THE_LIST = /highest_scoped_level|WITH subject AS|FROM platform\.changes|turn \(moment\)/;

/** The statements that `work` asks for its lists: neither who calls and what he may, nor whether something changed. */
export async function listStatementsOf(t: TestApplication, work: () => Promise<void>): Promise<Sql[]> {
  const rows = jest.spyOn(t.get(Transaction), 'rows');
  try {
    await work();
    return rows.mock.calls.map(([statement]) => statement).filter(({ text }) => !BESIDE_THE_LIST.test(text));
  } finally {
    rows.mockRestore();
  }
}

/** The same statement with the same values behind `EXPLAIN`; `options` are in brackets, e.g. `(FORMAT JSON)`. */
export function explained(statement: Sql, options = ''): Sql {
  return new Proxy(statement, {
    get: (target, key) =>
      key === 'text' ? `EXPLAIN ${options} ${target.text}` : (Reflect.get(target, key, target) as unknown),
  });
}
