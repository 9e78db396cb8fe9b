import { claim, row, self, user } from '../rule.js';

/** Accounts, sessions, roles and tokens (contract 01). */
export const authPermissions = {
  'me.get': row('GET /user', [user()], { duringPasswordReset: true, token: 'user:get' }),
  'me.set-password': row('POST /user/password', [user()], {
    duringPasswordReset: true,
    token: 'user:update',
  }),
  'me.scopes': row('GET /user/scopes', [user()], { token: 'user:get' }),
  'me.views': row('GET /user/views', [user()], { token: 'user:get' }),
  'me.course-views': row('GET /user/views/{course_id}', [user()], { token: 'user:get' }),
  'user.list': row('GET /users', [user()]),
  'user.get': row('GET /users/{id}', [user()]),
  'user.create': row('POST /users', [claim('user:create')]),
  'user.update': row('PATCH /users/{id}', [claim('user:update')], { on: 'user.params.id' }),
  'user.archive': row('PATCH /users/{id}/archive', [claim('user:archive')], { on: 'user.params.id' }),
  'user.unarchive': row('PATCH /users/{id}/unarchive', [claim('user:archive')], {
    on: 'user.params.id',
    token: 'user:archive',
  }),
  'role.list': row('GET /roles', [user()]),
  'role.get': row('GET /roles/{id}', [user()]),
  'user-role.list': row('GET /user-roles', [user()]),
  'user-role.get': row('GET /user-roles/users/{user_id}/roles/{role_id}', [user()]),
  'user-role.create': row('POST /user-roles', [claim('user_role:create')]),
  'user-role.delete': row('DELETE /user-roles/users/{user_id}/roles/{role_id}', [claim('user_role:delete')]),
  'api-token.create': row('POST /api-tokens', [user()]),
  'api-token.list': row('GET /api-tokens', [user()]),
  'api-token.delete': row('DELETE /api-tokens/{token_id}', [self()], { on: 'api-token.params.token_id' }),
  'invite.list': row('GET /admin/invites', [claim('invite:list')]),
  'invite.create': row('POST /admin/invites', [claim('invite:create')]),
  'invite.delete': row('DELETE /admin/invites/{id}', [claim('invite:delete')], { on: 'invite.params.id' }),
} as const;
