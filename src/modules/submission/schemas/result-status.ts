import { z } from 'zod';

/** States of a test run on the wire (contract 05, section 2). */
export const RESULT_STATUS = ['queued', 'started', 'finished', 'failed', 'deferred', 'cancelled'] as const;
export type ResultStatus = (typeof RESULT_STATUS)[number];

/** The numbers that older clients send, by position. */
const BY_NUMBER: readonly ResultStatus[] = [
  'finished',
  'failed',
  'cancelled',
  'queued',
  'queued',
  'started',
  'failed',
  'deferred',
];

/** The number of a state, as older clients read it. */
export function resultStatusNumber(status: ResultStatus): number {
  return BY_NUMBER.indexOf(status);
}

const TERMINAL: readonly ResultStatus[] = ['finished', 'failed', 'cancelled'];

/** True when a run in this state has ended. */
export function isTerminal(status: ResultStatus): boolean {
  return TERMINAL.includes(status);
}

const number = z
  .int()
  .min(0)
  .max(BY_NUMBER.length - 1);

/** A status as name or number, in a query also as a digit; null or an empty text is none, and not number 0. */
export const resultStatus = () =>
  z
    .union([
      z.enum(RESULT_STATUS),
      z
        .union([number, z.string().regex(/^\d$/).transform(Number).pipe(number)])
        .transform((value) => BY_NUMBER[value] as ResultStatus),
    ])
    .meta({ override: { type: 'string', enum: [...RESULT_STATUS] } });
