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

const STATUSES = ['unassigned', 'pending', 'deploying', 'deployed', 'failed'] as const;

export const courseContentDeploymentList = z
  .object({
    id: z.uuid(),
    course_content_id: z.uuid(),
    example_version_id: z.uuid().nullable(),
    example_identifier: z.string().nullable(),
    version_tag: z.string().nullable(),
    deployment_status: z.enum(STATUSES),
    assigned_at: z.iso.datetime(),
    deployed_at: z.iso.datetime().nullable(),
    version_identifier: z.string().nullable(),
    has_newer_version: z.boolean(),
    deployment_path: z.string().nullable(),
    ...listAudit,
  })
  .meta({ id: 'CourseContentDeploymentList' });

export const courseContentDeploymentGet = courseContentDeploymentList
  .extend({
    deployment_message: z.string().nullable(),
    last_attempt_at: z.iso.datetime().nullable(),
    deployment_metadata: z.record(z.string(), z.unknown()).nullable(),
    workflow_id: z.string().nullable(),
    ...rowAudit,
  })
  .meta({ id: 'CourseContentDeploymentGet' });

export interface DeploymentRow extends AuditRow {
  id: string;
  course_content_id: string;
  example_id: string | null;
  example_version_id: string | null;
  example_identifier: string | null;
  version_tag: string | null;
  deployment_status: (typeof STATUSES)[number];
  deployment_message: string | null;
  assigned_at: string;
  deployed_at: string | null;
  last_attempt_at: string | null;
  deployment_path: string | null;
  version_identifier: string | null;
  workflow_id: string | null;
  deployment_metadata: Record<string, unknown> | null;
  has_newer_version: boolean;
}

/** What `deploymentColumns` selects beside a content. */
export interface DeploymentOfContent {
  /** JSON of a `DeploymentRow`, or null. */
  deployment: unknown;
}

/** Joins the deployment (alias `d`) of the content `cc`. */
export function deploymentJoin(): Sql {
  return sql`LEFT JOIN course.deployments d ON d.course_content_id = cc.id`;
}

/** The deployment of a content as one column `deployment`; needs `deploymentJoin`. */
export function deploymentColumns(): Sql {
  return sql`CASE WHEN d.id IS NOT NULL
    THEN to_jsonb(d) || jsonb_build_object('has_newer_version', false) END AS deployment`;
}

export function toDeployment(row: DeploymentOfContent): DeploymentRow | null {
  return nestedRow<DeploymentRow>(row.deployment);
}

/** `has_deployment`, `deployment_status` and `example_version_id` of a content. */
export function toDeploymentFields(deployment: DeploymentRow | null) {
  return {
    has_deployment: deployment !== null && deployment.deployment_status !== 'unassigned',
    deployment_status: deployment?.deployment_status ?? null,
    example_version_id: deployment?.example_version_id ?? null,
  };
}

export function toDeploymentList(row: DeploymentRow): z.infer<typeof courseContentDeploymentList> {
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

export function toDeploymentGet(row: DeploymentRow): z.infer<typeof courseContentDeploymentGet> {
  return {
    ...toDeploymentList(row),
    deployment_message: row.deployment_message,
    last_attempt_at: row.last_attempt_at,
    deployment_metadata: row.deployment_metadata,
    workflow_id: row.workflow_id,
    ...toRowAudit(row),
  };
}
