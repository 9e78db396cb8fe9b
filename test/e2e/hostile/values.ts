import type { Schema } from './operations.js';

/** A value by name; `json` is its JSON text, because not every hostile value survives JSON.stringify. */
export interface Hostile {
  name: string;
  json: string;
  /** The text that was sent, of values that are texts. */
  text?: string;
}

const text = (name: string, value: string): Hostile => ({ name, json: JSON.stringify(value), text: value });
const raw = (name: string, json: string): Hostile => ({ name, json });

/** `levels` objects in each other; 5,000 are ten thousand bytes that parse but cannot be stringified again. */
export function deep(levels: number): string {
  return '{"a":'.repeat(levels) + '1' + '}'.repeat(levels);
}

const SQL_PAYLOADS = [`x" UNION ALL SELECT pg_sleep(10) --`, '%_\\%', '$1 || ${x}'];

/** Texts that PostgreSQL stores: they come back as they were sent. */
const STORABLE: Record<string, string> = {
  'RTL override': 'invoice\u202Efdp.exe',
  emoji: '\u{1F469}\u{1F3FD}\u200D\u{1F4BB} \u{1F1E9}\u{1F1EA}',
  SQL: `Robert'); DROP TABLE course.courses; -- "x" $1 %s \\`,
  HTML: '<script>alert(1)</script><img src=x onerror=alert(1)>&amp;',
  CRLF: 'one\r\nSet-Cookie: a=b\r\n\r\ntwo',
  formula: `=cmd|' /C calc'!A0`,
  combining: 'Z\u0351\u036B\u0343\u036A\u0302\u036B\u033D\u034F\u0334',
};
let counter = 0;

/** Each ends in another number, as some texts may exist once. */
function storableTexts(): Hostile[] {
  counter += 1;
  return Object.entries(STORABLE).map(([name, value]) => text(name, `${value} ${counter}`));
}

const BROKEN_TEXTS: Hostile[] = [
  text('NUL', 'a\0b'),
  raw('lone surrogate', '"a\\ud800b"'),
  raw('reversed surrogates', '"\\udc00\\ud800"'),
  text('1 MB', 'x'.repeat(1_000_000)),
  text('empty', ''),
  text('blank', ' \t\n\u00a0'),
];
const WRONG_TYPES: Hostile[] = [
  raw('null', 'null'),
  raw('true', 'true'),
  raw('number', '2'),
  raw('array', '[]'),
  raw('array of arrays', '[[["x"]]]'),
  raw('object', '{}'),
  raw('operator', '{"$ne":null,"toString":"x"}'),
  raw('prototype', '{"__proto__":{"is_admin":true},"constructor":{"prototype":{"is_admin":true}}}'),
  raw('5,000 deep', deep(5000)),
  raw('40 deep', deep(40)),
];
const NUMBERS: Hostile[] = [
  raw('negative', '-1'),
  raw('half', '0.5'),
  raw('beyond int4', '2147483648'),
  raw('beyond 2^53', '9007199254740993'),
  raw('beyond int8', '9223372036854775808'),
  raw('huge', '1e308'),
  raw('infinite', '1e999'),
  raw('minus infinite', '-1e999'),
  raw('tiny', '5e-324'),
  raw('minus zero', '-0.0'),
  text('number as text', '1'),
  text('NaN', 'NaN'),
];
const DATES: Hostile[] = [
  text('year 9999', '9999-12-31T23:59:59.999Z'),
  text('year 0', '0000-01-01T00:00:00Z'),
  text('year 1', '0001-01-01T00:00:00+14:00'),
  text('before Christ', '-271821-04-20T00:00:00Z'),
  text('year 275760', '+275760-09-13T00:00:00Z'),
  text('30 February', '2026-02-30T00:00:00Z'),
  text('hour 25', '2026-01-01T25:00:00Z'),
  text('infinity', 'infinity'),
  text('now', 'now'),
];
const IDS: Hostile[] = [
  text('nil', '00000000-0000-0000-0000-000000000000'),
  text('max', 'ffffffff-ffff-ffff-ffff-ffffffffffff'),
  text('no id', 'not-an-id'),
  text('id in braces', '{00000000-0000-4000-8000-000000000000}'),
];

/** Objects that a field for client-owned JSON may get; those with a `text` keep it under the key `text`. */
const OBJECTS: Hostile[] = [
  ...[...storableTexts(), ...BROKEN_TEXTS].map(({ name, json }) =>
    raw(`object with ${name}`, `{"text":${json}}`),
  ),
  raw('object with an infinite number', '{"text":1e999}'),
  raw('object with a huge number', '{"text":1e308}'),
  raw('object with a NUL key', '{"a\\u0000b":1}'),
  raw('object with a surrogate key', '{"\\ud800":1}'),
  raw('object with an empty key', '{"":1}'),
  raw(
    'object with 2,000 keys',
    JSON.stringify(Object.fromEntries(Array.from({ length: 2000 }, (_, n) => [n, n]))),
  ),
  raw('object with a key of 500 kB', `{"${'k'.repeat(500_000)}":[]}`),
  raw('object 31 deep', deep(31)),
  raw('object with server keys', '{"gitlab":{"url":"http://169.254.169.254/"},"team_formation":"x"}'),
];

/** What a field of this schema is sent. */
export function hostileFor(schema: Schema): Hostile[] {
  switch (schema.type) {
    case 'string':
      if (schema.format === 'date-time')
        return [...DATES, ...storableTexts().slice(0, 2), ...BROKEN_TEXTS, ...WRONG_TYPES];
      if (schema.format === 'uuid')
        return [...IDS, ...storableTexts().slice(1, 3), ...BROKEN_TEXTS, ...WRONG_TYPES];
      return [...storableTexts(), ...BROKEN_TEXTS, ...WRONG_TYPES];
    case 'number':
    case 'integer':
      return [...NUMBERS, ...WRONG_TYPES];
    case 'boolean':
      return [...NUMBERS.slice(-2), ...WRONG_TYPES];
    case 'array':
      return [
        ...WRONG_TYPES,
        ...(schema.items === undefined ? [] : hostileFor(schema.items)).map((item) =>
          raw(`array with ${item.name}`, `[${item.json}]`),
        ),
        raw('100,000 items', `[${'0,'.repeat(99_999)}0]`),
      ];
    default:
      return [...WRONG_TYPES, ...OBJECTS];
  }
}

/** Bodies as a whole that are no such object. */
export const BODIES: Hostile[] = [
  raw('nothing', ''),
  raw('null', 'null'),
  raw('text', '"x"'),
  raw('number', '1e999'),
  raw('list', '[{}]'),
  raw('cut', '{"a":'),
  raw('two', '{}{}'),
  raw('5,000 deep', deep(5000)),
  raw('5,000 lists deep', '['.repeat(5000) + ']'.repeat(5000)),
  raw('prototype', '{"__proto__":{"is_admin":true,"role_id":"_admin"}}'),
  raw('byte order mark', '\ufeff{}'),
  raw('over the limit', `{"a":"${'x'.repeat(1_100_000)}"}`),
];

/** Values that no text, number, flag or id is; in path and query, as they stand in the address. */
export const MALFORMED = [
  encodeURIComponent(`'; DROP TABLE auth.users; --`),
  'a%00b',
  '%FF',
  '1e999',
  '99999999999999999999',
  '%20',
];

/** What a text may be mistaken for, or be cut wrong by. */
export const IN_ADDRESS = [
  ...MALFORMED,
  ...SQL_PAYLOADS.map(encodeURIComponent),
  '%00',
  '-1',
  '__proto__',
  '%ED%A0%80',
  '%',
  '..%2F..%2Fetc%2Fpasswd',
  '%E2%80%AE',
  '%F0%9F%98%80',
  '%0D%0ASet-Cookie:%20a=b',
  'x'.repeat(299),
  'x'.repeat(5000),
  'null',
  'constructor',
  '%5B%5D',
];
