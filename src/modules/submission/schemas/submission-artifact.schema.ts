import { z } from 'zod';
import { pagingFields, type SortColumns } from '../../../platform/database/listing.js';
import { anyOf, flagFilter, id, orDefault, queryFlag } from '../../../platform/http/fields.js';
import { located, versioned } from '../../../platform/http/row-version.js';
import {
  type AuditRow,
  listAudit,
  type ListAuditRow,
  rowAudit,
  toListAudit,
  toRowAudit,
} from '../../../platform/http/view-fields.js';
import { nestedResultList, resultList, type ResultListRow } from './result.schema.js';

const MAX_CLIENT_PROPERTIES_BYTES = 4 * 1024;

/** Keys of `properties` that the server computes; sent values are ignored. */
const SERVER_KEYS: ReadonlySet<string> = new Set([
  'files_count',
  'total_size',
  'original_filename',
  'sha256',
  'files_included',
  'commit',
  'late',
  'late_seconds',
]);

const clientProperties = () =>
  z
    .record(z.string(), z.unknown())
    .transform((sent) => Object.fromEntries(Object.entries(sent).filter(([key]) => !SERVER_KEYS.has(key))))
    .refine(fitsClientProperties, 'must be at most 4 KiB of JSON')
    .meta({ override: { type: 'object', additionalProperties: true } });

/** True when the client's own keys are not too large to be kept. */
export function fitsClientProperties(properties: Record<string, unknown>): boolean {
  return Buffer.byteLength(JSON.stringify(properties)) <= MAX_CLIENT_PROPERTIES_BYTES;
}

/** The JSON of the form field `submission_create`. */
export const submissionCreate = z
  .object({
    submission_group_id: id(),
    version_identifier: z.string().min(1).max(255).nullish(),
    submit: orDefault(z.boolean(), false),
  })
  .meta({ id: 'SubmissionCreate' });
export type SubmissionCreate = z.infer<typeof submissionCreate>;

export const submissionArtifactUpdate = z
  .object({ submit: z.boolean().optional(), properties: clientProperties().nullish() })
  .meta({ id: 'SubmissionArtifactUpdate' });
export type SubmissionArtifactUpdate = z.infer<typeof submissionArtifactUpdate>;

const SORT: SortColumns = {
  id: 'a.id',
  created_at: 'a.created_at',
  updated_at: 'a.updated_at',
  uploaded_at: 'a.uploaded_at',
};

export const submissionArtifactQuery = z.object({
  ...pagingFields(SORT),
  id: anyOf(id()),
  submission_group_id: anyOf(id()),
  course_content_id: anyOf(id()),
  uploaded_by_course_member_id: anyOf(id()),
  content_type: anyOf(z.string()),
  version_identifier: anyOf(z.string()),
  submit: flagFilter(),
  latest: flagFilter(),
  with_latest_result: queryFlag().default(true),
});
export type SubmissionArtifactQuery = z.infer<typeof submissionArtifactQuery>;

export const newestArtifactQuery = z.object({
  submission_group_id: id().optional(),
  course_content_id: id().optional(),
  course_member_id: id().optional(),
  version_identifier: z.string().optional(),
  submit_only: queryFlag().default(true),
});
export type NewestArtifactQuery = z.infer<typeof newestArtifactQuery>;

const listFields = {
  id: z.uuid(),
  submission_group_id: z.uuid(),
  uploaded_by_course_member_id: z.uuid().nullable(),
  content_type: z.string().nullable(),
  file_size: z.number().int(),
  bucket_name: z.string(),
  object_key: z.string(),
  uploaded_at: z.iso.datetime(),
  version_identifier: z.string().nullable(),
  submit: z.boolean(),
  properties: z.record(z.string(), z.unknown()),
  latest_result: resultList.nullable(),
};

export const submissionArtifactList = z
  .object({ ...listFields, ...listAudit })
  .meta({ id: 'SubmissionArtifactList' });

export const submissionArtifactGet = z
  .object({
    ...listFields,
    test_results_count: z.number().int(),
    grades_count: z.number().int(),
    reviews_count: z.number().int(),
    average_grade: z.number().nullable(),
    ...rowAudit,
  })
  .meta({ id: 'SubmissionArtifactGet' });

export const submissionUploadResponse = z
  .object({
    artifacts: z.array(z.uuid()),
    submission_group_id: z.uuid(),
    uploaded_by_course_member_id: z.uuid(),
    total_size: z.number().int(),
    files_count: z.number().int(),
    uploaded_at: z.iso.datetime(),
    version_identifier: z.string(),
  })
  .meta({ id: 'SubmissionUploadResponse' });
export type SubmissionUploadResponse = z.infer<typeof submissionUploadResponse>;

export interface IncludedFile {
  original_path: string;
  sanitized_path: string;
  size: number;
}

export interface ArtifactListRow extends ListAuditRow {
  id: string;
  submission_group_id: string;
  uploaded_by_course_member_id: string;
  content_type: string;
  content_hash: string;
  object_hash: string;
  file_size: number;
  files_count: number;
  files: IncludedFile[];
  original_filename: string | null;
  uploaded_at: string;
  version_identifier: string;
  submit: boolean;
  late_seconds: number | null;
  properties: Record<string, unknown>;
  latest_result: ResultListRow | null;
}

export interface ArtifactRow extends ArtifactListRow, AuditRow {
  test_results_count: number;
  grades_count: number;
  average_grade: number | null;
}

function toProperties(row: ArtifactListRow): Record<string, unknown> {
  return {
    ...row.properties,
    files_count: row.files_count,
    total_size: row.file_size,
    original_filename: row.original_filename,
    sha256: row.content_hash,
    files_included: row.files,
    commit: /^[0-9a-f]{40}$/.test(row.version_identifier) ? row.version_identifier : null,
    late: row.late_seconds !== null,
    late_seconds: row.late_seconds,
  };
}

function toFields(row: ArtifactListRow) {
  return {
    id: row.id,
    submission_group_id: row.submission_group_id,
    uploaded_by_course_member_id: row.uploaded_by_course_member_id,
    content_type: row.content_type,
    file_size: row.file_size,
    bucket_name: 'submissions',
    object_key: row.object_hash,
    uploaded_at: row.uploaded_at,
    version_identifier: row.version_identifier,
    submit: row.submit,
    properties: toProperties(row),
    latest_result: nestedResultList(row.latest_result),
  };
}

export function toSubmissionArtifactList(row: ArtifactListRow): z.infer<typeof submissionArtifactList> {
  return { ...toFields(row), ...toListAudit(row) };
}

export function toSubmissionArtifactGet(row: ArtifactRow): z.infer<typeof submissionArtifactGet> {
  const view = {
    ...toFields(row),
    test_results_count: row.test_results_count,
    grades_count: row.grades_count,
    // Reviews are of tier 2: there is no way yet to write one.
    reviews_count: 0,
    average_grade: row.average_grade,
    ...toRowAudit(row),
  };
  return versioned(view, row.version);
}

export function toUploadResponse(row: ArtifactListRow): SubmissionUploadResponse {
  const view = {
    artifacts: [row.id],
    submission_group_id: row.submission_group_id,
    uploaded_by_course_member_id: row.uploaded_by_course_member_id,
    total_size: row.file_size,
    files_count: row.files_count,
    uploaded_at: row.uploaded_at,
    version_identifier: row.version_identifier,
  };
  return located(view, `/submissions/artifacts/${row.id}`);
}
