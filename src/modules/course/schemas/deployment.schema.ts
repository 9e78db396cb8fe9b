import sql, { type Sql } from 'sql-template-tag';
import { z } from 'zod';
import {
  type AuditRow,
  listAudit,
  rowAudit,
  toListAudit,
  toRowAudit,
} from '../../../platform/http/view-fields.js';
import { nestedRow } from '../../../platform/database/nested-row.js';
import {
  exampleVersionGet,
  exampleVersionList,
  type ExampleVersionRow,
  toExampleVersionGet,
  toExampleVersionList,
} from '../../examples/schemas/example-version.schema.js';

export const DEPLOYMENT_STATUSES = ['unassigned', 'pending', 'deploying', 'deployed', 'failed'] as const;

export const courseContentDeploymentList = z
  .object({
    id: z.uuid(),
    course_content_id: z.uuid(),
    example_version_id: z.uuid().nullable(),
    example_identifier: z.string().nullable(),
    version_tag: z.string().nullable(),
    deployment_status: z.enum(DEPLOYMENT_STATUSES),
    assigned_at: z.iso.datetime(),
    deployed_at: z.iso.datetime().nullable(),
    version_identifier: z.string().nullable(),
    has_newer_version: z.boolean(),
    deployment_path: z.string().nullable(),
    example_version: exampleVersionList.nullable(),
    ...listAudit,
  })
  .meta({ id: 'CourseContentDeploymentList' });

export const courseContentDeploymentGet = courseContentDeploymentList
  .extend({
    deployment_message: z.string().nullable(),
    last_attempt_at: z.iso.datetime().nullable(),
    deployment_metadata: z.record(z.string(), z.unknown()).nullable(),
    workflow_id: z.string().nullable(),
    example_version: exampleVersionGet.nullable(),
    ...rowAudit,
  })
  .meta({ id: 'CourseContentDeploymentGet' });

/** The deployment as the table has it. */
export interface BareDeploymentRow extends AuditRow {
  id: string;
  course_content_id: string;
  example_id: string | null;
  example_version_id: string | null;
  example_identifier: string | null;
  version_tag: string | null;
  deployment_status: (typeof DEPLOYMENT_STATUSES)[number];
  deployment_message: string | null;
  assigned_at: string;
  deployed_at: string | null;
  last_attempt_at: string | null;
  deployment_path: string | null;
  version_identifier: string | null;
  workflow_id: string | null;
  deployment_metadata: Record<string, unknown> | null;
}

export interface DeploymentRow extends BareDeploymentRow {
  has_newer_version: boolean;
  /** JSON of the version without what was parsed from its files, or null. */
  example_version: unknown;
}

/** What `deploymentColumns` selects beside a content. */
export interface DeploymentOfContent {
  /** JSON of a `DeploymentRow`, or null. */
  deployment: unknown;
}

/** Columns of a version that its views show; the parsed files are large and stay out. */
const VERSION_COLUMNS = sql`v.id, v.version, v.created_at, v.updated_at, v.created_by, v.updated_by, v.example_id,
  v.version_tag, v.version_number, v.storage_path, v.title, v.description, v.language, v.license, v.execution_backend,
  v.student_submission_files, v.additional_files, v.student_templates, v.test_files, v.testing_service_id`;

/** Joins the deployment (alias `d`) of the content `cc`, and its version (alias `dv`). */
export function deploymentJoin(): Sql {
  return sql`LEFT JOIN course.deployments d ON d.course_content_id = cc.id
    LEFT JOIN LATERAL (
      SELECT ${VERSION_COLUMNS} FROM example.example_versions v WHERE v.id = d.example_version_id) dv ON true`;
}

/** True when the library has a newer version than the one assigned; needs `deploymentJoin`. */
export function hasNewerVersion(): Sql {
  return sql`EXISTS (SELECT 1 FROM example.example_versions newer
    WHERE newer.example_id = dv.example_id AND newer.version_number > dv.version_number)`;
}

/** The deployment of a content as one column `deployment`; needs `deploymentJoin`. */
export function deploymentColumns(): Sql {
  return sql`CASE WHEN d.id IS NOT NULL
    THEN json_build_object('row', d, 'has_newer_version', ${hasNewerVersion()},
      'example_version', CASE WHEN dv.id IS NOT NULL THEN to_json(dv) END) END AS deployment`;
}

export function toDeployment(row: DeploymentOfContent): DeploymentRow | null {
  const { row: deployment, ...rest } = (row.deployment ?? {}) as Pick<
    DeploymentRow,
    'has_newer_version' | 'example_version'
  > & { row?: unknown };
  const bare = nestedRow<BareDeploymentRow>(deployment);
  return bare === null ? null : { ...bare, ...rest };
}

/** `has_deployment`, `deployment_status` and `example_version_id` of a content. */
export function toDeploymentFields(deployment: DeploymentRow | null) {
  return {
    has_deployment: deployment !== null && deployment.deployment_status !== 'unassigned',
    deployment_status: deployment?.deployment_status ?? null,
    example_version_id: deployment?.example_version_id ?? null,
  };
}

/** What lists and single deployments show alike. */
function toDeploymentBase(row: DeploymentRow) {
  return {
    id: row.id,
    course_content_id: row.course_content_id,
    example_version_id: row.example_version_id,
    example_identifier: row.example_identifier,
    version_tag: row.version_tag,
    deployment_status: row.deployment_status,
    assigned_at: row.assigned_at,
    deployed_at: row.deployed_at,
    version_identifier: row.version_identifier,
    has_newer_version: row.has_newer_version,
    deployment_path: row.deployment_path,
    ...toListAudit(row),
  };
}

export function toDeploymentList(row: DeploymentRow): z.infer<typeof courseContentDeploymentList> {
  const version = nestedRow<ExampleVersionRow>(row.example_version);
  return {
    ...toDeploymentBase(row),
    example_version: version === null ? null : toExampleVersionList(version),
  };
}

export function toDeploymentGet(row: DeploymentRow): z.infer<typeof courseContentDeploymentGet> {
  const version = nestedRow<ExampleVersionRow>(row.example_version);
  return {
    ...toDeploymentBase(row),
    example_version: version === null ? null : toExampleVersionGet(version),
    deployment_message: row.deployment_message,
    last_attempt_at: row.last_attempt_at,
    deployment_metadata: row.deployment_metadata,
    workflow_id: row.workflow_id,
    ...toRowAudit(row),
  };
}
