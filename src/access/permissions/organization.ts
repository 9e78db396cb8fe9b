import { claim, family, organization, row, self, user } from '../rule.js';

/** Organizations and course families (contract 02). */
export const organizationPermissions = {
  'organization.list': row('GET /organizations', [user()]),
  'organization.get': row('GET /organizations/{id}', [user()]),
  'organization.create': row('POST /organizations', [claim('organization:create')]),
  'organization.update': row(
    'PATCH /organizations/{id}',
    [organization('_developer'), claim('organization:update')],
    { on: 'organization.params.id' },
  ),
  'course-family.list': row('GET /course-families', [user()]),
  'course-family.get': row('GET /course-families/{id}', [user()]),
  'course-family.create': row(
    'POST /course-families',
    [organization('_manager'), claim('course_family:create')],
    { on: 'organization.body.organization_id' },
  ),
  'course-family.update': row(
    'PATCH /course-families/{id}',
    [family('_developer'), claim('course_family:update')],
    { on: 'course-family.params.id' },
  ),
  'organization-member.list': row('GET /organization-members', [user()]),
  'organization-member.get': row('GET /organization-members/{id}', [user()]),
  'organization-member.create': row(
    'POST /organization-members',
    [organization('_manager'), claim('organization_member:create')],
    { on: 'organization.body.organization_id' },
  ),
  'organization-member.update': row(
    'PATCH /organization-members/{id}',
    [organization('_manager'), claim('organization_member:update')],
    { on: 'organization-member.params.id' },
  ),
  'organization-member.delete': row(
    'DELETE /organization-members/{id}',
    [organization('_manager'), claim('organization_member:delete'), self()],
    { on: 'organization-member.params.id' },
  ),
  'course-family-member.list': row('GET /course-family-members', [user()]),
  'course-family-member.get': row('GET /course-family-members/{id}', [user()]),
  'course-family-member.create': row(
    'POST /course-family-members',
    [family('_manager'), claim('course_family_member:create')],
    { on: 'course-family.body.course_family_id' },
  ),
  'course-family-member.update': row(
    'PATCH /course-family-members/{id}',
    [family('_manager'), claim('course_family_member:update')],
    { on: 'course-family-member.params.id' },
  ),
  'course-family-member.delete': row(
    'DELETE /course-family-members/{id}',
    [family('_manager'), claim('course_family_member:delete'), self()],
    { on: 'course-family-member.params.id' },
  ),
  'organization-role.list': row('GET /organization-roles', [user()]),
  'organization-role.get': row('GET /organization-roles/{id}', [user()]),
  'course-family-role.list': row('GET /course-family-roles', [user()]),
  'course-family-role.get': row('GET /course-family-roles/{id}', [user()]),
} as const;
