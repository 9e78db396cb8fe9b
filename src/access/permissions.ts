import { authPermissions } from './permissions/auth.js';
import { coursePermissions } from './permissions/course.js';
import { executionPermissions, workerPermissions } from './permissions/execution.js';
import { deploymentPermissions } from './permissions/deployments.js';
import { examplePermissions } from './permissions/examples.js';
import { gitPermissions } from './permissions/git.js';
import { maintenancePermissions } from './permissions/maintenance.js';
import { messagingPermissions } from './permissions/messaging.js';
import { organizationPermissions } from './permissions/organization.js';
import { submissionPermissions } from './permissions/submission.js';
import { submissionViewPermissions } from './permissions/submission-views.js';
import { tutorTestPermissions } from './permissions/tutor-tests.js';
import { systemPermissions } from './permissions/system.js';
import { taskPermissions } from './permissions/tasks.js';
import type { Permission } from './rule.js';

/**
 * THE TABLE: one row for each action, grouped by module in `permissions/`. A route names its row with
 * `@Allow('…')`; a route without a row stops the start. `docs/permissions.md` is generated from it.
 */
export const permissions = {
  ...authPermissions,
  ...organizationPermissions,
  ...examplePermissions,
  ...coursePermissions,
  ...submissionPermissions,
  ...executionPermissions,
  ...workerPermissions,
  ...taskPermissions,
  ...deploymentPermissions,
  ...submissionViewPermissions,
  ...tutorTestPermissions,
  ...gitPermissions,
  ...systemPermissions,
  ...messagingPermissions,
  ...maintenancePermissions,
} as const satisfies Record<string, Permission>;

export type Action = keyof typeof permissions;

/** The row of an action. */
export function permissionOf(action: Action): Permission {
  return permissions[action];
}

/** The scope an API token needs for an action, e.g. `course_content:update`. */
export function tokenScopeOf(action: Action): string {
  const [resource = '', verb = ''] = action.split('.');
  return permissions[action].token ?? `${resource.replaceAll('-', '_')}:${verb}`;
}
