import { z } from 'zod';
import { pagingFields, type SortColumns } from '../../../platform/database/listing.js';
import { anyOf, flagFilter, id, properties, queryFlag, queryNumber } from '../../../platform/http/fields.js';
import { versioned } from '../../../platform/http/row-version.js';
import {
  type AuditRow,
  listAudit,
  type ListAuditRow,
  rowAudit,
  toListAudit,
  toRowAudit,
} from '../../../platform/http/view-fields.js';
import { queuePlace } from '../../execution/schemas/queue-place.schema.js';
import { RESULT_STATUS, type ResultStatus, resultStatus } from './result-status.js';
import { changesWithTime, type ReportRights, shownReport } from './shown-report.js';

const MAX_REPORT_BYTES = 4 * 1024 * 1024;

const SORT: SortColumns = {
  id: 'r.id',
  created_at: 'r.created_at',
  updated_at: 'r.updated_at',
  status: 'r.status',
};

export const resultQuery = z.object({
  ...pagingFields(SORT),
  id: anyOf(id()),
  course_member_id: anyOf(id()),
  submitter_id: anyOf(id()),
  course_content_id: anyOf(id()),
  course_content_type_id: anyOf(id()),
  submission_group_id: anyOf(id()),
  submission_artifact_id: anyOf(id()),
  testing_service_id: anyOf(id()),
  test_system_id: anyOf(z.string()),
  version_identifier: anyOf(z.string()),
  status: anyOf(resultStatus()),
  latest: flagFilter(),
  result: anyOf(queryNumber()),
  grade: anyOf(queryNumber()),
});
export type ResultQuery = z.infer<typeof resultQuery>;

export const artifactTestsQuery = z.object({
  ...pagingFields(SORT),
  include_failed: queryFlag().default(false),
});
export type ArtifactTestsQuery = z.infer<typeof artifactTestsQuery>;

const score = () => z.number().min(0).max(1);

const report = () =>
  z
    .record(z.string(), z.unknown())
    .refine(
      (value) => Buffer.byteLength(JSON.stringify(value)) <= MAX_REPORT_BYTES,
      'must be at most 4 MiB of JSON',
    );

export const resultUpdate = z
  .object({
    status: resultStatus().optional(),
    result: score().optional(),
    result_json: report().nullish(),
    grade: score().nullish(),
    test_system_id: z.string().max(255).nullish(),
    properties: properties().nullish(),
  })
  .meta({ id: 'ResultUpdate' });
export type ResultUpdate = z.infer<typeof resultUpdate>;

/** A result that was found elsewhere, without a job: it is over when it is made. */
export const resultCreate = z
  .object({
    submission_artifact_id: id(),
    course_member_id: id().describe('Who asked for the test: a member of the course'),
    submission_group_id: id().nullish(),
    course_content_id: id().nullish(),
    testing_service_id: id()
      .nullish()
      .describe('The caller when absent; only administrators name another one'),
    test_system_id: z.string().max(255).nullish(),
    result: score().default(0),
    grade: score().nullish(),
    status: resultStatus().default('finished'),
    version_identifier: z.string().min(1).max(255).nullish().describe('That of the artifact when absent'),
    reference_version_identifier: z.string().max(255).nullish(),
    result_json: report().nullish(),
    properties: properties().default({}),
  })
  .meta({ id: 'ResultCreate' });
export type ResultCreate = z.infer<typeof resultCreate>;

const listFields = {
  id: z.uuid(),
  course_member_id: z.uuid(),
  course_content_id: z.uuid(),
  course_content_type_id: z.uuid(),
  submission_group_id: z.uuid().nullable(),
  submission_artifact_id: z.uuid().nullable(),
  testing_service_id: z.uuid().nullable(),
  test_system_id: z.string().nullable(),
  result: score(),
  grade: score().nullable(),
  version_identifier: z.string(),
  reference_version_identifier: z.string().nullable(),
  status: z.enum(RESULT_STATUS),
  has_artifacts: z.boolean(),
  artifact_count: z.number().int(),
};

export const resultList = z.object({ ...listFields, ...listAudit }).meta({ id: 'ResultList' });
export type ResultList = z.infer<typeof resultList>;

export const resultArtifactInfo = z
  .object({
    id: z.uuid(),
    filename: z.string(),
    content_type: z.string().nullable(),
    file_size: z.number().int(),
    created_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ResultArtifactInfo' });
export type ResultArtifactInfo = z.infer<typeof resultArtifactInfo>;

export const resultGet = z
  .object({
    ...listFields,
    result_json: z.record(z.string(), z.unknown()).nullable(),
    properties: z.record(z.string(), z.unknown()),
    grading_ids: z.array(z.uuid()),
    result_artifacts: z.array(resultArtifactInfo),
    ...rowAudit,
  })
  .meta({ id: 'ResultGet' });

export const testStatus = z
  .object({
    id: z.uuid(),
    status: z.enum(RESULT_STATUS),
    started_at: z.iso.datetime().nullable(),
    ...queuePlace,
  })
  .meta({ id: 'TestStatus' });

export interface ResultListRow extends ListAuditRow {
  id: string;
  course_member_id: string;
  course_content_id: string;
  course_content_type_id: string;
  submission_group_id: string;
  submission_artifact_id: string;
  testing_service_id: string | null;
  test_system_id: string | null;
  result: number;
  version_identifier: string;
  reference_version_identifier: string | null;
  status: ResultStatus;
  artifact_count: number;
}

export interface ResultRow extends ResultListRow, AuditRow {
  result_json: Record<string, unknown> | null;
  properties: Record<string, unknown>;
  grading_ids: string[];
  result_artifacts: ResultArtifactInfo[];
  started_at: string | null;
  report_rights: ReportRights;
}

function toFields(row: ResultListRow) {
  return {
    id: row.id,
    course_member_id: row.course_member_id,
    course_content_id: row.course_content_id,
    course_content_type_id: row.course_content_type_id,
    submission_group_id: row.submission_group_id,
    submission_artifact_id: row.submission_artifact_id,
    testing_service_id: row.testing_service_id,
    test_system_id: row.test_system_id,
    result: row.result,
    grade: row.result,
    version_identifier: row.version_identifier,
    reference_version_identifier: row.reference_version_identifier,
    status: row.status,
    has_artifacts: row.artifact_count > 0,
    artifact_count: row.artifact_count,
  };
}

/** The view of a list with the version of the row, for single answers. */
export function toVersionedResultList(row: ResultRow): ResultList {
  return versioned(toResultList(row), row.version);
}

export function toResultList(row: ResultListRow): ResultList {
  return { ...toFields(row), ...toListAudit(row) };
}

/** A list row that came as JSON inside another row, where times have PostgreSQL's form. */
export function nestedResultList(row: ResultListRow | null): ResultList | null {
  if (row === null) return null;
  const iso = (time: string) => new Date(time).toISOString();
  return toResultList({ ...row, created_at: iso(row.created_at), updated_at: iso(row.updated_at) });
}

export function toResultArtifactInfo(row: ResultArtifactInfo): ResultArtifactInfo {
  return {
    id: row.id,
    filename: row.filename,
    content_type: row.content_type,
    file_size: row.file_size,
    created_at: row.created_at === null ? null : new Date(row.created_at).toISOString(),
  };
}

export function toResultGet(row: ResultRow): z.infer<typeof resultGet> {
  const view = {
    ...toFields(row),
    result_json: shownReport(row.result_json, row.report_rights),
    properties: row.properties,
    grading_ids: row.grading_ids,
    result_artifacts: row.result_artifacts.map(toResultArtifactInfo),
    ...toRowAudit(row),
  };
  return versioned(view, versionFor(row));
}

/** What is withheld now and shown later is another version, though the row stays as it is. */
function versionFor({ version, result_json: report, report_rights: rights }: ResultRow): number | string {
  if (rights.all || !changesWithTime(report)) return version;
  return `${version}${rights.due ? '-due' : ''}${rights.graded ? '-graded' : ''}`;
}
