import { z } from 'zod';
import { name, orDefault, properties, text } from '../../../platform/http/fields.js';
import { path } from '../../organization/schemas/organization.schema.js';
import type { TaskRow } from '../../execution/schemas/task.schema.js';

/** Bytes of a request. */
export const HIERARCHY_BYTES = 4 * 1024 * 1024;

const entry = {
  name: name(255),
  path: path(),
  description: text().nullish(),
  settings: properties().nullish(),
};

const hierarchyCourse = z.object(entry).meta({ id: 'HierarchyCourse' });
const hierarchyFamily = z
  .object({ ...entry, courses: z.array(hierarchyCourse).nullish() })
  .meta({ id: 'HierarchyCourseFamily' });
const hierarchyOrganization = z
  .object({ ...entry, course_families: z.array(hierarchyFamily).nullish() })
  .meta({ id: 'HierarchyOrganization' });
export type HierarchyEntry = z.infer<typeof hierarchyCourse>;
export type HierarchyFamily = z.infer<typeof hierarchyFamily>;
export type HierarchyOrganization = z.infer<typeof hierarchyOrganization>;

export const hierarchyRequest = z
  .object({
    deployment_config: z
      .object({ organizations: z.array(hierarchyOrganization).min(1) })
      .meta({ id: 'HierarchyConfig' }),
    validate_only: orDefault(z.boolean(), false),
  })
  .meta({ id: 'HierarchyRequest' });
export type HierarchyRequest = z.infer<typeof hierarchyRequest>;

export const hierarchyResponse = z
  .object({
    workflow_id: z.uuid().optional().meta({ description: 'Absent when the structure was only checked' }),
    status: z.enum(['started', 'validated']),
    deployment_path: z.string(),
    message: z.string(),
  })
  .meta({ id: 'HierarchyResponse' });
export type HierarchyResponse = z.infer<typeof hierarchyResponse>;

export const hierarchyStatus = z
  .object({
    workflow_id: z.string(),
    status: z.enum(['queued', 'started', 'completed', 'failed', 'cancelled', 'not_found']),
    error: z.string().nullable(),
    result: z.record(z.string(), z.unknown()).nullable(),
    started_at: z.iso.datetime().nullable(),
    completed_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'HierarchyStatus' });
export type HierarchyStatus = z.infer<typeof hierarchyStatus>;

/** `task` is null when the caller may not see it or there is none. */
export function toHierarchyStatus(workflowId: string, task: TaskRow | null): HierarchyStatus {
  if (task === null) {
    const nothing = { error: null, result: null, started_at: null, completed_at: null };
    return { workflow_id: workflowId, status: 'not_found', ...nothing };
  }
  return {
    workflow_id: workflowId,
    status: task.status === 'finished' ? 'completed' : task.status,
    error: task.error,
    result: task.result,
    started_at: task.started_at,
    completed_at: task.finished_at,
  };
}
