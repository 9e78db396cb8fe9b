import { z } from 'zod';

/** What a heartbeat may bring, bytes of JSON. */
export const MAX_PROGRESS_BYTES = 16 * 1024;
/** What of the output of one run is passed on, bytes. */
export const MAX_OUTPUT_BYTES = 256 * 1024;

const collection = z.object({
  number: z.int().min(1),
  total: z.int().min(1),
  name: z.string().max(1000),
  state: z.enum(['started', 'finished']),
});

const output = z.object({ stream: z.enum(['stdout', 'stderr']), text: z.string() });

/** How far a run is, as its worker tells; keys of other workers are kept and shown to nobody. */
export const runProgress = z
  .looseObject({
    collection: collection.nullish().describe('The collection of tests that is at work, or was last'),
    output: z.array(output).max(100).nullish().describe('What the program printed since the last heartbeat'),
  })
  .refine(
    (value) => Buffer.byteLength(JSON.stringify(value)) <= MAX_PROGRESS_BYTES,
    'must be at most 16 KiB of JSON',
  )
  .meta({ id: 'RunProgress' });
export type RunProgress = z.infer<typeof runProgress>;
export type ProgressCollection = z.infer<typeof collection>;
export type ProgressOutput = z.infer<typeof output>;

/** One piece of news of a run, as its students hear it. */
export interface ProgressNews {
  phase: 'queued' | 'started' | 'collection';
  /** Place in the queue, 1 is next; null when it does not wait or is not known. */
  position: number | null;
  collection: ProgressCollection | null;
  output: ProgressOutput | null;
}

const NOTHING_ELSE = { position: null, collection: null, output: null };
/** A worker has it. */
export const BEGUN: ProgressNews = { phase: 'started', ...NOTHING_ELSE };
/** It waits for a worker. */
export const WAITING: ProgressNews = { phase: 'queued', ...NOTHING_ELSE };
