import { z } from 'zod';
import { pagingFields, type SortColumns } from '../../../platform/database/listing.js';
import { id } from '../../../platform/http/fields.js';
import { RUN_KINDS, type RunKindName } from './run.schema.js';

const SORT: SortColumns = { id: 'r.id', created_at: 'r.created_at' };

export const deadJobQuery = z.object({
  ...pagingFields(SORT),
  id: id().optional(),
  course_id: id().optional(),
  service_id: id().optional(),
  kind: z.enum(RUN_KINDS).optional(),
});
export type DeadJobQuery = z.infer<typeof deadJobQuery>;

const row = () => z.uuid().nullable();

export const deadJob = z
  .object({
    id: z.uuid(),
    kind: z.enum(RUN_KINDS),
    service_id: z.uuid(),
    service_slug: z.string(),
    course_id: row(),
    course_content_id: row(),
    submission_group_id: row(),
    artifact_id: row(),
    result_id: row(),
    tutor_test_id: row(),
    example_version_id: row(),
    attempts: z.int().describe('How often it was handed out'),
    error: z.string().nullable(),
    worker_id: z.string().nullable().describe('The worker that had it last'),
    created_at: z.iso.datetime(),
    started_at: z.iso.datetime().nullable(),
    dead_at: z.iso.datetime(),
  })
  .meta({
    id: 'DeadJob',
    examples: [
      {
        id: '01a3c6f2-5d1c-7c3e-9a55-0d6a4f1e2b33',
        kind: 'student_test',
        service_id: '01a3c6f2-4d1c-7c3e-9a55-0d6a4f1e2b33',
        service_slug: 'lectern.python',
        course_id: '01a3c6f2-3d1c-7c3e-9a55-0d6a4f1e2b33',
        course_content_id: '01a3c6f2-2d1c-7c3e-9a55-0d6a4f1e2b33',
        submission_group_id: '01a3c6f2-1d1c-7c3e-9a55-0d6a4f1e2b33',
        artifact_id: '01a3c6f2-0d1c-7c3e-9a55-0d6a4f1e2b33',
        result_id: '01a3c6f2-6d1c-7c3e-9a55-0d6a4f1e2b33',
        tutor_test_id: null,
        example_version_id: '01a3c6f2-7d1c-7c3e-9a55-0d6a4f1e2b33',
        attempts: 3,
        error: 'worker lost',
        worker_id: 'grader-2-4711',
        created_at: '2026-11-21T18:00:00.000Z',
        started_at: '2026-11-21T18:00:40.000Z',
        dead_at: '2026-11-21T18:01:45.000Z',
      },
    ],
  });
export type DeadJob = z.infer<typeof deadJob>;

export const revivedJob = z
  .object({ id: z.uuid(), status: z.literal('queued') })
  .meta({ id: 'JobRetryResponse' });

export interface DeadJobRow {
  id: string;
  kind: RunKindName;
  service_id: string;
  slug: string;
  payload: Record<string, string | null | undefined>;
  attempt: number;
  error: string | null;
  worker_id: string | null;
  created_at: string;
  started_at: string | null;
  dead_at: string;
}

export function toDeadJob({ payload, ...row }: DeadJobRow): DeadJob {
  return {
    id: row.id,
    kind: row.kind,
    service_id: row.service_id,
    service_slug: row.slug,
    course_id: payload['course_id'] ?? null,
    course_content_id: payload['course_content_id'] ?? null,
    submission_group_id: payload['submission_group_id'] ?? null,
    artifact_id: payload['artifact_id'] ?? null,
    result_id: payload['result_id'] ?? null,
    tutor_test_id: payload['tutor_test_id'] ?? null,
    example_version_id: payload['example_version_id'] ?? null,
    attempts: row.attempt,
    error: row.error,
    worker_id: row.worker_id,
    created_at: row.created_at,
    started_at: row.started_at,
    dead_at: row.dead_at,
  };
}
