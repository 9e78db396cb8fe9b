import { z } from 'zod';
import { id, queryFlag } from '../../../platform/http/fields.js';
import { versioned } from '../../../platform/http/row-version.js';
import {
  type AuditRow,
  listAudit,
  type ListAuditRow,
  rowAudit,
  toListAudit,
  toRowAudit,
} from '../../../platform/http/view-fields.js';
import { type BareDeploymentRow, DEPLOYMENT_STATUSES } from './deployment.schema.js';

const MAX_UPGRADES = 1000;

/** Which of the optional fields must be there is a rule with codes of its own; see the service. */
export const assignExampleRequest = z
  .object({
    example_id: id().nullish(),
    example_identifier: z.string().max(255).nullish(),
    version_tag: z.string().max(64).nullish().meta({ description: 'Required; a version or `latest`' }),
  })
  .meta({ id: 'AssignExampleRequest' });
export type AssignExampleRequest = z.infer<typeof assignExampleRequest>;

export const assignExampleResponse = z
  .object({
    deployment_id: z.uuid(),
    course_content_id: z.uuid(),
    example_id: z.uuid(),
    example_version_id: z.uuid(),
    version_tag: z.string(),
    deployment_status: z.enum(DEPLOYMENT_STATUSES),
    assigned_at: z.iso.datetime(),
    message: z.string(),
  })
  .meta({ id: 'AssignExampleResponse' });

export const upgradeRequest = z
  .object({ course_content_ids: z.array(id()).max(MAX_UPGRADES) })
  .meta({ id: 'UpgradeVersionsRequest' });
export type UpgradeRequest = z.infer<typeof upgradeRequest>;

export const upgradeResult = z
  .object({
    course_content_id: z.uuid(),
    success: z.boolean(),
    from_tag: z.string().nullable(),
    to_tag: z.string().nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: 'UpgradeVersionResult' });
export type UpgradeResult = z.infer<typeof upgradeResult>;

export const upgradeResponse = z
  .object({
    total_requested: z.int(),
    total_upgraded: z.int(),
    total_skipped: z.int(),
    total_failed: z.int(),
    results: z.array(upgradeResult),
  })
  .meta({ id: 'UpgradeVersionsResponse' });

export const referenceQuery = z.object({ with_dependencies: queryFlag().default(false) });
export type ReferenceQuery = z.infer<typeof referenceQuery>;

const fields = {
  course_content_id: z.uuid(),
  example_id: z.uuid().nullable(),
  example_identifier: z.string().nullable(),
  version_tag: z.string().nullable(),
  deployment_status: z.enum(DEPLOYMENT_STATUSES),
  deployed_at: z.iso.datetime().nullable(),
  has_newer_version: z.boolean(),
  course_content_title: z.string().nullable(),
  course_content_path: z.string().nullable(),
};

export const deploymentGet = z
  .object({
    id: z.uuid(),
    ...fields,
    example_version_id: z.uuid().nullable(),
    deployment_message: z.string().nullable(),
    assigned_at: z.iso.datetime(),
    deployment_path: z.string().nullable(),
    example_title: z.string().nullable(),
    example_directory: z.string().nullable(),
    example_description: z.string().nullable(),
    ...rowAudit,
  })
  .meta({ id: 'DeploymentGet' });

export const courseDeploymentList = z
  .object({ ...fields, latest_version_tag: z.string().nullable(), ...listAudit })
  .meta({ id: 'CourseDeploymentList' });

export const courseDeployments = z
  .object({ course_id: z.uuid(), total: z.int(), deployments: z.array(courseDeploymentList) })
  .meta({ id: 'CourseDeployments' });

/** A deployment with what lies around it. */
export interface DeploymentInPlaceRow extends BareDeploymentRow {
  has_newer_version: boolean;
  course_content_title: string | null;
  course_content_path: string;
  content_version: number;
  example_title: string | null;
  example_directory: string | null;
  example_description: string | null;
  example_row_version: number | null;
  latest_version_tag: string | null;
}

function toFields(row: DeploymentInPlaceRow) {
  return {
    course_content_id: row.course_content_id,
    example_id: row.example_id,
    example_identifier: row.example_identifier,
    version_tag: row.version_tag,
    deployment_status: row.deployment_status,
    deployed_at: row.deployed_at,
    has_newer_version: row.has_newer_version,
    course_content_title: row.course_content_title,
    course_content_path: row.course_content_path,
  };
}

/** The view nests other rows, so its ETag names the versions of all of them. */
export function toDeploymentInPlace(row: DeploymentInPlaceRow): z.infer<typeof deploymentGet> {
  const view = {
    id: row.id,
    ...toFields(row),
    example_version_id: row.example_version_id,
    deployment_message: row.deployment_message,
    assigned_at: row.assigned_at,
    deployment_path: row.deployment_path,
    example_title: row.example_title,
    example_directory: row.example_directory,
    example_description: row.example_description,
    ...toRowAudit(row satisfies AuditRow),
  };
  return versioned(view, `${row.version}.${row.content_version}.${row.example_row_version ?? 0}`);
}

export function toCourseDeploymentList(row: DeploymentInPlaceRow): z.infer<typeof courseDeploymentList> {
  return {
    ...toFields(row),
    latest_version_tag: row.latest_version_tag,
    ...toListAudit(row satisfies ListAuditRow),
  };
}
