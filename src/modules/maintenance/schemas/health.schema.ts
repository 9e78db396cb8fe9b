import { z } from 'zod';

export const health = z
  .object({ status: z.literal('ok'), version: z.string(), time: z.iso.datetime() })
  .meta({ id: 'Health' });

export const readiness = z
  .object({
    status: z.enum(['ok', 'degraded']),
    checks: z
      .record(z.string(), z.enum(['ok', 'failed']))
      .meta({ examples: [{ database: 'ok', storage: 'ok', queue: 'ok', git: 'ok', worker: 'ok' }] }),
    details: z
      .record(z.string(), z.string())
      .meta({ description: 'For each failed check: what is wrong and what mends it' }),
  })
  .meta({ id: 'Readiness' });
