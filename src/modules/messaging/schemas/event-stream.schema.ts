import { z } from 'zod';
import { invalidRequest } from '../../../platform/http/app-error.js';

const MAX_CHANNELS = 100;
const CHANNEL =
  /^(global|system:maintenance|[a-z_]{1,40}:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

const channels = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim().toLowerCase()))
  .pipe(
    z
      .array(z.string().regex(CHANNEL, 'must be names of channels, e.g. course:<id>, with commas between'))
      .max(MAX_CHANNELS),
  )
  .meta({ override: { type: 'string' }, description: 'Names of channels with commas between' });

export const eventQuery = z.object({ channels });
export type EventQuery = z.infer<typeof eventQuery>;

/** The id of the last event that a client has, as it was sent to it; null without one. @throws 400 */
export function parseLastEventId(header: string | undefined): string | null {
  if (header === undefined || header === '') return null;
  if (/^\d{1,16}$/.test(header)) return header;
  const problem = { field: 'header -> Last-Event-ID', message: 'must be the id of an event' };
  throw invalidRequest([{ ...problem, type: 'invalid_format' }], 'VAL_003');
}
