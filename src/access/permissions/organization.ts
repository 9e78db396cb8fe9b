import { claim, organization, row, user } from '../rule.js';

/** Organizations and course families (contract 02). */
export const organizationPermissions = {
  'organization.list': row('GET /organizations', [user()]),
  'organization.get': row('GET /organizations/{id}', [user()]),
  'organization.create': row('POST /organizations', [claim('organization:create')]),
  'organization.update': row(
    'PATCH /organizations/{id}',
    [organization('_developer'), claim('organization:update')],
    {
      on: 'organization.params.id',
    },
  ),
} as const;
