import { claim, family, organization, row, user } from '../rule.js';

/**
 * Creation as tasks (contract 02, section 2; 03, section 1), with the same rights as without a task, and of whole
 * structures (07, section 4), whose status answers `not_found` to everybody but creator and administrators.
 */
export const systemPermissions = {
  'deploy.organization': row('POST /system/deploy/organizations', [claim('organization:create')], {
    token: 'organization:create',
  }),
  'deploy.course-family': row(
    'POST /system/deploy/course-families',
    [organization('_manager'), claim('course_family:create')],
    { on: 'organization.body.organization_id', token: 'course_family:create' },
  ),
  'deploy.course': row('POST /system/deploy/courses', [family('_manager'), claim('course:create')], {
    on: 'course-family.body.course_family_id',
    token: 'course:create',
  }),
  'hierarchy.create': row('POST /system/hierarchy/create', []),
  'hierarchy.status': row('GET /system/hierarchy/status/{workflow_id}', [user()]),
} as const;
