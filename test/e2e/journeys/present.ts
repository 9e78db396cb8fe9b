import type { Answer } from '../../setup/test-client.js';

/** A body after a success of this status; whoever walks on without it has lost his way. */
// Bodies of any shape; what is expected of them stands in the journeys.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function bodyOf(answer: Answer, status = 200): any {
  if (answer.status !== status) {
    throw new Error(`${status} expected, not ${answer.status}: ${answer.raw.toString().slice(0, 2000)}`);
  }
  return answer.body as unknown;
}

/** Holds an object against fields in the contract's notation: `id* title?`; each key is there, those with `*` not null. */
export function expectPresent(row: unknown, fields: string): void {
  const given = row as Record<string, unknown>;
  const wrong = fields
    .trim()
    .split(/\s+/)
    .filter((field) => {
      const value = given[field.slice(0, -1)];
      return field.endsWith('*') ? value === null || value === undefined : value === undefined;
    });
  expect(wrong).toEqual([]);
}

/** An error as each of the clients reads it: `error_code`, `detail`, `message`, and the status as number. */
export function expectError(answer: Answer, status: number, code: string): void {
  expect([answer.status, answer.body.error_code, answer.body.status]).toEqual([status, code, status]);
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
  expect(answer.body.detail).toEqual(expect.stringMatching(/\S/));
  expect(answer.body.message).toBe(answer.body.detail);
}

/** A list: a bare array that says how many rows there are. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function listOf(answer: Answer): any[] {
  const rows = bodyOf(answer) as unknown[];
  expect(Array.isArray(rows)).toBe(true);
  expect(answer.headers['x-total-count']).toMatch(/^\d+$/);
  return rows;
}
