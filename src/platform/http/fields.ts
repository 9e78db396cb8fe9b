import { z } from 'zod';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const MAX_PROPERTIES_BYTES = 16 * 1024;

/** A row id; upper case is accepted and lowered. */
export const id = () => z.string().regex(UUID, 'must be a UUID').toLowerCase().meta({ format: 'uuid' });

/** A name or title: ends trimmed, `min` to `max` characters. */
export const name = (max = 255, min = 1) => z.string().trim().min(min).max(max);

/** Longer text, kept as sent. */
export const text = (max = 4096) => z.string().max(max);

/** A web address (http or https). */
export const webUrl = () => z.url({ protocol: /^https?$/ }).max(2048);

/** An e-mail address by the rules of contract 01: one `@`, non-empty parts, no blank, no `..`. */
export const email = () =>
  z
    .string()
    .trim()
    .max(320)
    .regex(/^[^\s@]+@[^\s@]+$/, 'must be an e-mail address')
    .refine((value) => !value.includes('..'), 'must not contain two dots in a row')
    .meta({ format: 'email' });

/** Client-owned JSON object, at most 16 KiB. */
export const properties = () =>
  z
    .record(z.string(), z.unknown())
    .refine(
      (value) => Buffer.byteLength(JSON.stringify(value)) <= MAX_PROPERTIES_BYTES,
      'must be at most 16 KiB of JSON',
    );

/** An optional field of a body with a default: null counts as not sent, as from clients that write every field. */
export const orDefault = <T extends z.ZodType>(field: T, fallback: z.output<T>) =>
  field
    .nullable()
    .transform((value): z.output<T> => value ?? fallback)
    .prefault(fallback as never);

/** A moment; input without an offset is read as UTC, the value is ISO 8601 in UTC with milliseconds. */
export const moment = () =>
  z
    .string()
    .transform((value, context) => {
      const shape = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/;
      const withOffset = /(Z|[+-]\d\d:?\d\d)$/.test(value.slice(10))
        ? value
        : `${value}${value.length > 10 ? 'Z' : 'T00:00Z'}`;
      const time = new Date(withOffset.replace(' ', 'T'));
      if (!shape.test(value) || Number.isNaN(time.getTime()) || !isDay(value.slice(0, 10))) {
        context.addIssue({
          code: 'invalid_format',
          format: 'datetime',
          message: 'must be an ISO 8601 date and time',
        });
        return z.NEVER;
      }
      return time.toISOString();
    })
    .meta({ override: { type: 'string', format: 'date-time' } });

/** False for days that no month has: JavaScript reads the 30th of February as the 2nd of March. */
function isDay(text: string): boolean {
  return new Date(`${text}T00:00Z`).toISOString().startsWith(text);
}

/** A flag in a query string. */
export const queryFlag = () =>
  z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1');

/** A parameter that may be repeated; always an array. */
export const anyOf = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(item).max(1000).optional(),
  );

/** A yes/no filter, which may be repeated; both values together leave nothing out, as none does. */
export const flagFilter = () =>
  anyOf(queryFlag()).transform((values) =>
    values?.every((value) => value === values[0]) ? values[0] : undefined,
  );

/** Which rows a list shows: by `archived`, absent or false = active rows, true = archived ones, both = any. */
export const archivedFilter = () =>
  anyOf(queryFlag()).transform((values): 'active' | 'archived' | 'any' => {
    if (values?.includes(true) !== true) return 'active';
    return values.includes(false) ? 'any' : 'archived';
  });

/** How many rows of a list, in a query string: a whole number from 0 on, however large. */
export const queryRows = () =>
  z
    .string()
    .regex(/^\+?\d+$|^-0+$/, 'must be a whole number, 0 or more')
    .transform((value) => Math.min(Math.abs(Number(value)), Number.MAX_SAFE_INTEGER));

/** A number in a query string; an empty value or a list is none, and not zero. */
export const queryNumber = () =>
  z
    .string()
    .regex(/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i, 'must be a number')
    .transform(Number)
    .pipe(z.number())
    .meta({ override: { type: 'number' } });

/** A whole number in a query string. */
export const queryInt = (min = 0, max = 2_147_483_647) =>
  z
    .string()
    .regex(/^[+-]?\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().int().min(min).max(max))
    .meta({ override: { type: 'integer', minimum: min, maximum: max } });
