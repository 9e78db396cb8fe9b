import { z } from 'zod';

/** Fields of a status that are there only while the run is queued. */
export const queuePlace = {
  position: z.int().min(1).optional().describe('Place in the queue while queued; 1 is the next'),
  estimated_start_at: z.iso
    .datetime()
    .nullish()
    .describe('When it will probably begin, while queued; null when nothing can be said'),
};
