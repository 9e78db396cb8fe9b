import { z } from 'zod';

export const WORKER_STATES = ['active', 'draining', 'paused'] as const;
export type WorkerState = (typeof WORKER_STATES)[number];

const workerName = () => z.string().min(1).max(128);

/** The worker in a path. */
export const workerId = workerName;

/** What a worker may tell of itself with the sign of life of its service. */
export const workerFacts = z
  .object({
    worker_id: workerName(),
    level: z.enum(['L0', 'L1', 'L2', 'L3']).nullish(),
    slots: z.int().min(1).max(1024).nullish().describe('How many jobs at once'),
    languages: z.array(z.string().max(64)).max(100).nullish(),
    version: z.string().max(64).nullish(),
  })
  .meta({ id: 'WorkerFacts' });
export type WorkerFacts = z.infer<typeof workerFacts>;

const worker = z
  .object({
    worker_id: z.string(),
    service_id: z.uuid().nullable(),
    queues: z.array(z.string()),
    last_seen_at: z.iso.datetime(),
    running: z.int().describe('Jobs at work now, in all of its slots'),
    state: z
      .enum(WORKER_STATES)
      .describe('draining: takes no more jobs and is paused once those at work have ended'),
    reason: z.string().nullable().describe('Why it is not active'),
    failures: z.int().describe('People in a row at whose jobs it failed by its own fault; three pause it'),
    level: z.string().nullable().describe('How strong its boxes are'),
    slots: z.int().nullable(),
    languages: z.array(z.string()).nullable(),
    version: z.string().nullable(),
    alive: z.boolean().describe('Heard of within the last minutes'),
  })
  .meta({
    id: 'WorkerStatus',
    examples: [
      {
        worker_id: 'grader-2-4711',
        service_id: '01a3c6f2-5d1c-7c3e-9a55-0d6a4f1e2b33',
        queues: ['lectern.c', 'lectern.python'],
        last_seen_at: '2026-11-21T18:00:00.000Z',
        running: 2,
        state: 'active',
        reason: null,
        failures: 0,
        level: 'L3',
        slots: 4,
        languages: ['python', 'c'],
        version: '0.1.0',
        alive: true,
      },
    ],
  });
export type WorkerView = z.infer<typeof worker>;

export const workerList = z.object({ workers: z.array(worker) }).meta({ id: 'WorkerStatusList' });

export interface WorkerRow {
  worker_id: string;
  service_id: string | null;
  queues: string[];
  last_seen_at: string;
  running: number;
  state: WorkerState;
  reason: string | null;
  failures: number;
  level: string | null;
  slots: number | null;
  languages: string[] | null;
  product_version: string | null;
  alive: boolean;
}

export function toWorkerView(row: WorkerRow): WorkerView {
  return {
    worker_id: row.worker_id,
    service_id: row.service_id,
    queues: row.queues,
    last_seen_at: row.last_seen_at,
    running: row.running,
    state: row.state,
    reason: row.reason,
    failures: row.failures,
    level: row.level,
    slots: row.slots,
    languages: row.languages,
    version: row.product_version,
    alive: row.alive,
  };
}
