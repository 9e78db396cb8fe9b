import { z } from 'zod';
import type { JobRow } from '../repositories/run.repository.js';
import type { JobSubject } from '../services/run-kinds.js';
import { runProgress } from './run-progress.schema.js';
import { MAX_REPORT_BYTES, RUN_KINDS } from './run.schema.js';

export const jobClaim = z
  .object({
    worker_id: z.string().min(1).max(128),
    queues: z.array(z.string().max(255)).max(1000).nullish(),
    kinds: z.array(z.string().max(64)).max(100).nullish(),
    wait_seconds: z.number().min(0).max(30).default(20),
    max: z.number().int().min(1).max(8).default(1),
  })
  .meta({ id: 'JobClaim' });
export type JobClaim = z.infer<typeof jobClaim>;

const lease = () => z.string().min(1).max(255);

export const jobHeartbeat = z
  .object({ lease: lease(), progress: runProgress.nullish() })
  .meta({ id: 'JobHeartbeat' });
export type JobHeartbeat = z.infer<typeof jobHeartbeat>;

export const jobComplete = z
  .object({
    lease: lease(),
    status: z.enum(['finished', 'failed']),
    result: z.number().min(0).max(1).nullish(),
    result_json: z
      .record(z.string(), z.unknown())
      .refine(
        (value) => Buffer.byteLength(JSON.stringify(value)) <= MAX_REPORT_BYTES,
        'must be at most 4 MiB of JSON',
      )
      .nullish(),
    error: z.string().max(4096).nullish(),
    progress: runProgress.nullish().describe('What was not told by a heartbeat yet'),
    retryable: z
      .boolean()
      .nullish()
      .describe('With status failed: the worker failed, not the job; it is tried again, three times in all'),
  })
  .meta({ id: 'JobComplete' });
export type JobComplete = z.infer<typeof jobComplete>;

export const jobRelease = z
  .object({
    lease: lease(),
    reason: z.string().max(4096).nullish(),
    retry_after_seconds: z.number().min(0).max(86_400).default(0),
  })
  .meta({ id: 'JobRelease' });
export type JobRelease = z.infer<typeof jobRelease>;

const object = () => z.record(z.string(), z.unknown());

export const job = z
  .object({
    id: z.uuid(),
    kind: z.enum(RUN_KINDS),
    attempt: z.number().int(),
    lease: z.string(),
    lease_expires_at: z.iso.datetime(),
    timeout_seconds: z.number().int(),
    result_id: z.uuid().nullable(),
    tutor_test_id: z.uuid().nullable(),
    test_job: z.object({
      user_id: z.uuid().nullable(),
      course_member_id: z.uuid().nullable(),
      course_content_id: z.uuid().nullable(),
      testing_service_id: z.uuid(),
      testing_service_slug: z.string(),
      testing_service_type_path: z.string(),
      example_version_id: z.uuid().nullable(),
      artifact_id: z.uuid().nullable(),
      version_identifier: z.string().nullable(),
      store_graphics_artifacts: z.boolean(),
    }),
    service_config: z.object({ id: z.uuid(), slug: z.string(), name: z.string(), config: object() }),
    service_type_config: z.object({
      id: z.uuid(),
      path: z.string(),
      schema: object().nullable(),
      properties: object(),
    }),
  })
  .meta({ id: 'Job' });
export type Job = z.infer<typeof job>;

export const jobList = z.object({ jobs: z.array(job) }).meta({ id: 'JobClaimResponse' });

export const leaseState = z
  .object({ lease_expires_at: z.iso.datetime(), cancel: z.boolean() })
  .meta({ id: 'JobHeartbeatResponse' });

export const jobEnd = z
  .object({
    status: z
      .enum(['finished', 'failed', 'cancelled', 'queued'])
      .describe('queued: it will be tried again after a failure of the worker'),
  })
  .meta({ id: 'JobCompleteResponse' });

export function toJob(row: JobRow, subject: JobSubject): Job {
  return {
    id: row.id,
    kind: row.kind,
    attempt: row.attempt,
    lease: row.lease,
    lease_expires_at: row.lease_expires_at,
    timeout_seconds: row.timeout_seconds,
    result_id: subject.result_id,
    tutor_test_id: subject.tutor_test_id,
    test_job: {
      ...subject.test_job,
      testing_service_id: row.service_id,
      testing_service_slug: row.slug,
      testing_service_type_path: row.type_path,
    },
    service_config: { id: row.service_id, slug: row.slug, name: row.name, config: row.config },
    service_type_config: {
      id: row.type_id,
      path: row.type_path,
      schema: row.type_schema,
      properties: row.type_properties,
    },
  };
}
