import { z } from 'zod';
import { anyOf, properties, queryInt } from '../../../platform/http/fields.js';
import type { AuditRow } from '../../../platform/http/view-fields.js';

export const TASK_STATUSES = ['queued', 'started', 'finished', 'failed', 'cancelled'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** The queue of all tasks. */
export const TASK_QUEUE = 'tasks';

const MAX_LIMIT = 1000;
const LONGEST_WAIT_SECONDS = 25;
const LONGEST_DELAY_SECONDS = 30 * 24 * 3600;

export const taskQuery = z.object({
  limit: queryInt(1, MAX_LIMIT).default(100),
  offset: queryInt(0).default(0),
  status: anyOf(z.enum(TASK_STATUSES)),
});
export type TaskQuery = z.infer<typeof taskQuery>;

export const taskWait = z.object({ wait_seconds: queryInt(0, LONGEST_WAIT_SECONDS).default(0) });
export type TaskWait = z.infer<typeof taskWait>;

export const taskSubmit = z
  .object({
    task_name: z.string().min(1).max(255).describe('One of GET /tasks/types'),
    parameters: properties().default({}).describe('The input of the task'),
    queue: z.string().max(255).nullish().describe('Accepted and ignored: all tasks share one queue'),
    workflow_id: z.string().max(255).nullish().describe('Accepted and ignored: it is the id of the task'),
    delay: z
      .number()
      .min(0)
      .max(LONGEST_DELAY_SECONDS)
      .nullish()
      .describe('Seconds before the task may begin'),
  })
  .meta({ id: 'TaskSubmit' });
export type TaskSubmit = z.infer<typeof taskSubmit>;

export const taskInfo = z
  .object({
    task_id: z.uuid(),
    task_name: z.string(),
    status: z.enum(TASK_STATUSES),
    created_at: z.iso.datetime(),
    started_at: z.iso.datetime().nullable(),
    finished_at: z.iso.datetime().nullable(),
    progress: z.record(z.string(), z.unknown()).nullable(),
    error: z.string().nullable(),
    worker: z.string().nullable(),
    queue: z.string().nullable(),
    retries: z.int().nullable(),
    args: z.array(z.unknown()).nullable(),
    kwargs: z.record(z.string(), z.unknown()).nullable(),
    short_task_id: z.string().nullable(),
    status_display: z.string().nullable(),
    completed_at: z.iso.datetime().nullable(),
    has_result: z.boolean().nullable(),
    result_available: z.string().nullable(),
    duration: z.int().nullable().meta({ description: 'Whole seconds from start to end' }),
    workflow_id: z.string().nullable(),
    run_id: z.string().nullable(),
    execution_time: z.iso.datetime().nullable(),
    history_length: z.int().nullable(),
  })
  .meta({ id: 'TaskInfo' });
export type TaskInfo = z.infer<typeof taskInfo>;

export const taskList = z
  .object({
    tasks: z.array(taskInfo),
    total: z.int(),
    limit: z.int(),
    offset: z.int(),
    has_more: z.boolean(),
  })
  .meta({ id: 'TaskList' });

export const taskResult = z
  .object({
    task_id: z.uuid(),
    status: z.enum(TASK_STATUSES),
    result: z.record(z.string(), z.unknown()).nullable(),
    error: z.string().nullable(),
    created_at: z.iso.datetime(),
    started_at: z.iso.datetime().nullable(),
    finished_at: z.iso.datetime().nullable(),
    progress: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: 'TaskResult' });
export type TaskResult = z.infer<typeof taskResult>;

/** What was done to a task. */
export const taskTurn = z
  .object({ task_id: z.uuid(), status: z.enum(['submitted', 'cancelled', 'deleted']), message: z.string() })
  .meta({ id: 'TaskTurn' });
export type TaskTurn = z.infer<typeof taskTurn>;

/** The answer to a request whose work goes on as a task. */
export const taskResponse = z
  .object({ task_id: z.uuid(), status: z.literal('started'), message: z.string() })
  .meta({ id: 'TaskResponse' });
export type TaskResponse = z.infer<typeof taskResponse>;

/** True when a task in this state has ended. */
export function isOver(status: TaskStatus): boolean {
  return status !== 'queued' && status !== 'started';
}

export interface TaskRow extends AuditRow {
  id: string;
  name: string;
  status: TaskStatus;
  course_id: string | null;
  input: Record<string, unknown>;
  result: Record<string, unknown> | null;
  progress: Record<string, unknown> | null;
  error: string | null;
  attempt: number;
  worker: string | null;
  lease_expires_at: string | null;
  started_at: string | null;
  finished_at: string | null;
}

/** `args` is always empty: the input of a task has names. */
export function toTaskInfo(row: TaskRow): TaskInfo {
  return {
    task_id: row.id,
    task_name: row.name,
    status: row.status,
    created_at: row.created_at,
    started_at: row.started_at,
    finished_at: row.finished_at,
    progress: row.progress,
    error: row.error,
    worker: row.worker,
    queue: TASK_QUEUE,
    retries: Math.max(0, row.attempt - 1),
    args: [],
    kwargs: row.input,
    short_task_id: row.id.slice(-12),
    status_display: row.status.charAt(0).toUpperCase() + row.status.slice(1),
    completed_at: row.finished_at,
    has_result: row.result !== null,
    result_available: null,
    duration: secondsBetween(row.started_at, row.finished_at),
    workflow_id: row.id,
    run_id: null,
    execution_time: null,
    history_length: null,
  };
}

export function toTaskResult(row: TaskRow): TaskResult {
  return {
    task_id: row.id,
    status: row.status,
    result: row.result,
    error: row.error,
    created_at: row.created_at,
    started_at: row.started_at,
    finished_at: row.finished_at,
    progress: row.progress,
  };
}

function secondsBetween(start: string | null, end: string | null): number | null {
  return start === null || end === null ? null : Math.round((Date.parse(end) - Date.parse(start)) / 1000);
}
