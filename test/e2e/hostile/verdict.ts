import { ERROR_CODES } from '../../../src/platform/http/error-codes.js';
import { isDeepStrictEqual } from 'node:util';
import type { Answer } from '../../setup/test-client.js';
import type { Hostile } from './values.js';

/** What no answer may contain: traces, statements, names of the database, places on the disk. */
const LEAKS = [
  /\n?\s+at .+\.[jt]s:\d+/,
  /node_modules/,
  /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM) [^'"]*\b(FROM|VALUES|SET|WHERE)\b/,
  /violates|syntax error at|relation "|invalid input syntax|pg_catalog|QueryFailedError|TypeError|Cannot read/,
];

/** Why an answer breaks the contract, or null: a 5xx, an error of another shape, or one that tells a secret. */
export function faultOf(answer: Answer, canaries: readonly string[]): string | null {
  if (answer.status >= 500) return `status ${answer.status}`;
  if (answer.status < 400) return null;
  return shapeFault(answer) ?? leakOf(answer, canaries);
}

function shapeFault({ status, headers, body }: Answer): string | null {
  const error = (body ?? {}) as Record<string, unknown>;
  const code = ERROR_CODES[error['error_code'] as keyof typeof ERROR_CODES] as
    readonly [number, string] | undefined;
  if (code === undefined) return `${status} with error_code ${String(error['error_code'])}`;
  const expected: Record<string, unknown> = {
    type: `urn:lectern:error:${String(error['error_code'])}`,
    title: code[1],
    status,
    detail: error['message'],
    message: error['message'],
    error_code: error['error_code'],
    request_id: headers['x-request-id'],
  };
  const wrong = Object.keys(expected).filter(
    (key) => error[key] !== expected[key] || error[key] === undefined,
  );
  const surplus = Object.keys(error).filter(
    (key) => !(key in expected) && key !== 'details' && key !== 'maintenance',
  );
  if (wrong.length + surplus.length > 0) return `${status} with wrong ${[...wrong, ...surplus].join(', ')}`;
  if (!headers['content-type']?.startsWith('application/json'))
    return `${status} is ${headers['content-type']}`;
  return null;
}

/** What an answer tells that nobody may know, or null. */
export function leakOf(answer: Answer, canaries: readonly string[]): string | null {
  const told = answer.raw.toString();
  const leak = LEAKS.find((pattern) => pattern.test(told));
  if (leak !== undefined) return `${answer.status} tells ${leak.source}`;
  const secret = canaries.find((canary) => told.includes(canary));
  if (secret !== undefined) return `${answer.status} tells the secret ${secret.slice(0, 12)}…`;
  if (answer.raw.length > 64 * 1024) return `${answer.status} of ${answer.raw.length} bytes`;
  return null;
}

/** Every value that stands under `key` anywhere in an answer. */
export function valuesUnder(value: unknown, key: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const here =
    !Array.isArray(value) && Object.hasOwn(value, key) ? [(value as Record<string, unknown>)[key]] : [];
  return [...here, ...Object.values(value).flatMap((inner) => valuesUnder(inner, key))];
}

/** How an answer differs from the value that was stored under `key`, or null: it has no such key, or equals. */
export function differenceOf(answer: Answer, key: string, sent: Hostile): string | null {
  const shown = valuesUnder(answer.body, key);
  if (shown.length === 0 || shown.some((value) => isSame(value, sent))) return null;
  return `${answer.status} shows ${(JSON.stringify(shown[0]) ?? '').slice(0, 60)} for ${sent.json.slice(0, 60)}`;
}

/** The same after what the contract does to it: names lose blanks at their ends, moments are UTC, numbers may be null. */
function isSame(shown: unknown, sent: Hostile): boolean {
  const value = JSON.parse(sent.json) as unknown;
  if (value === null || shown === null) return value === shown || isEmpty(value) || isEmpty(shown);
  if (typeof value === 'string' && typeof shown === 'string') {
    return [value, value.trim()].includes(shown) || shown === momentOf(value);
  }
  return typeof value === 'object' ? hasKeysOf(shown as object, value) : value === shown || value === 0;
}

function hasKeysOf(shown: object, sent: object): boolean {
  return Object.entries(sent)
    .filter(([key, inner]) => !DROPPED.has(key) && inner !== null)
    .every(([key, inner]) => isDeepStrictEqual((shown as Record<string, unknown>)[key], inner));
}

/** Keys that requests cannot set: prototypes, and what the server computes on reading. */
const DROPPED = new Set(['__proto__', 'gitlab']);

/** What null stands for, or is shown for: blank text, an empty list, an object without keys of the caller. */
function isEmpty(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === '';
  return typeof value === 'object';
}

function momentOf(text: string): string | null {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
