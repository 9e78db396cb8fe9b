import { z } from 'zod';
import { versioned } from '../../../platform/http/row-version.js';
import { type AuditRow, rowAudit, toRowAudit } from '../../../platform/http/view-fields.js';
import { queuePlace } from '../../execution/schemas/queue-place.schema.js';
import { MAX_REPORT_BYTES } from '../../execution/schemas/run.schema.js';

export const TUTOR_TEST_STATUS = ['pending', 'running', 'completed', 'failed', 'timeout'] as const;
export type TutorTestStatus = (typeof TUTOR_TEST_STATUS)[number];

/** The form field `config`. */
export const tutorTestConfig = z
  .object({
    store_graphics_artifacts: z.boolean().default(true),
    timeout_seconds: z.int().min(1).nullish(),
  })
  .meta({ id: 'TutorTestConfig' });
export type TutorTestConfig = z.infer<typeof tutorTestConfig>;

/** What a worker reports: the content of testSummary.json. */
export const tutorTestReport = z
  .record(z.string(), z.unknown())
  .refine(
    (report) => Buffer.byteLength(JSON.stringify(report)) <= MAX_REPORT_BYTES,
    'must be at most 4 MiB of JSON',
  )
  .meta({ id: 'TutorTestReport' });
export type TutorTestReport = z.infer<typeof tutorTestReport>;

const moment = () => z.iso.datetime().nullable();
const status = () => z.enum(TUTOR_TEST_STATUS);

export const tutorTestCreated = z
  .object({ test_id: z.uuid(), status: status(), created_at: moment() })
  .meta({ id: 'TutorTestCreateResponse' });

const statusFields = {
  test_id: z.uuid(),
  status: status(),
  created_at: moment(),
  started_at: moment(),
  finished_at: moment(),
  has_artifacts: z.boolean(),
  artifact_count: z.int(),
};

export const tutorTestStatus = z.object({ ...statusFields, ...queuePlace }).meta({ id: 'TutorTestStatus' });

const count = () => z.int().nullable();

export const tutorTestGet = z
  .object({
    ...statusFields,
    result_dict: z.record(z.string(), z.unknown()).nullable().meta({ description: 'The report' }),
    passed: count(),
    failed: count(),
    total: count(),
    result_value: z.number().min(0).max(1).nullable(),
    error: z.string().nullable(),
    ...rowAudit,
  })
  .meta({ id: 'TutorTestGet' });

const artifact = z.object({ filename: z.string(), size: z.int(), last_modified: moment() });
export type TutorTestArtifact = z.infer<typeof artifact>;

export const tutorTestArtifacts = z
  .object({ test_id: z.uuid(), artifacts: z.array(artifact), total_count: z.int() })
  .meta({ id: 'TutorTestArtifactList' });

export const reportStored = z.object({ stored: z.literal(true) }).meta({ id: 'TutorTestReportResponse' });

export const artifactsStored = z
  .object({ artifacts_stored: z.int() })
  .meta({ id: 'TutorTestArtifactUploadResponse' });

export interface TutorTestRow extends AuditRow {
  id: string;
  status: TutorTestStatus;
  report: Record<string, unknown> | null;
  error: string | null;
  artifacts: TutorTestArtifact[];
  started_at: string | null;
  finished_at: string | null;
}

export function toTutorTestCreated(row: TutorTestRow): z.infer<typeof tutorTestCreated> {
  return { test_id: row.id, status: row.status, created_at: row.created_at };
}

export function toTutorTestStatus(row: TutorTestRow): z.infer<typeof tutorTestStatus> {
  return {
    ...toTutorTestCreated(row),
    started_at: row.started_at,
    finished_at: row.finished_at,
    has_artifacts: row.artifacts.length > 0,
    artifact_count: row.artifacts.length,
  };
}

/** Counts and score are those of the report; a report that a worker sent after a failure may have none. */
export function toTutorTestGet(row: TutorTestRow): z.infer<typeof tutorTestGet> {
  const summary = (row.report?.['summary'] ?? {}) as Record<string, unknown>;
  const view = {
    ...toTutorTestStatus(row),
    result_dict: row.report,
    passed: countOf(summary['passed']),
    failed: countOf(summary['failed']),
    total: countOf(summary['total']),
    result_value: scoreOf(row.report?.['result_value']),
    error: row.error,
    ...toRowAudit(row),
  };
  return versioned(view, row.version);
}

export function toTutorTestArtifacts(row: TutorTestRow): z.infer<typeof tutorTestArtifacts> {
  return { test_id: row.id, artifacts: row.artifacts, total_count: row.artifacts.length };
}

function countOf(value: unknown): number | null {
  return Number.isSafeInteger(value) ? (value as number) : null;
}

function scoreOf(value: unknown): number | null {
  return typeof value === 'number' && value >= 0 && value <= 1 ? value : null;
}
