import type { ActorName } from '../actors.js';
import { ACCOUNTS, without } from '../circles.js';
import { type Expectation, forAccounts, list, OTHER_VERSION } from '../expectation.js';

const USER_MANAGERS: ActorName[] = ['userManager', 'admin'];
/* Tutors and above see members of their courses; whoever manages accounts sees everybody. */
const SEE_STUDENT: ActorName[] = ['student', 'tutor', 'lecturer', 'courseOwner', 'userManager', 'admin'];
const SEE_ONLY = without(SEE_STUDENT, USER_MANAGERS);

export const authExpectations: Record<string, Expectation> = {
  'GET /user': forAccounts('/user'),
  'POST /user/password': { path: '/user/password', body: {}, allowed: 400, may: ACCOUNTS },
  'GET /user/scopes': forAccounts('/user/scopes'),
  'GET /user/views': forAccounts('/user/views'),
  'GET /user/views/{course_id}': forAccounts('/user/views/:course'),
  'GET /users': list('/users?id=:user', 'user', SEE_STUDENT),
  'GET /users/{id}': { path: '/users/:user', allowed: 200, may: SEE_STUDENT },
  'POST /users': { path: '/users', body: { username: 'x' }, allowed: 400, may: USER_MANAGERS, others: 403 },
  'PATCH /users/{id}': {
    path: '/users/:user',
    body: {},
    allowed: OTHER_VERSION,
    may: USER_MANAGERS,
    sees: SEE_ONLY,
  },
  'PATCH /users/{id}/archive': {
    path: '/users/:user/archive',
    allowed: OTHER_VERSION,
    may: USER_MANAGERS,
    sees: SEE_ONLY,
  },
  'PATCH /users/{id}/unarchive': {
    path: '/users/:user/unarchive',
    allowed: OTHER_VERSION,
    may: USER_MANAGERS,
    sees: SEE_ONLY,
  },
  'GET /roles': forAccounts('/roles'),
  'GET /roles/{id}': forAccounts('/roles/_user_manager'),
  'GET /user-roles': forAccounts('/user-roles'),
  'GET /user-roles/users/{user_id}/roles/{role_id}': {
    path: '/user-roles/users/:user/roles/_none',
    allowed: 404,
    may: ACCOUNTS,
  },
  'POST /user-roles': { path: '/user-roles', body: {}, allowed: 400, may: USER_MANAGERS, others: 403 },
  'DELETE /user-roles/users/{user_id}/roles/{role_id}': {
    path: '/user-roles/users/:user/roles/_none',
    allowed: 404,
    may: USER_MANAGERS,
    others: 403,
  },
  'GET /api-tokens': list('/api-tokens?user_id=:user', 'token', ['student', 'admin']),
  'POST /api-tokens': { path: '/api-tokens', body: {}, allowed: 400, may: ACCOUNTS },
  'DELETE /api-tokens/{token_id}': {
    path: '/api-tokens/:token',
    allowed: OTHER_VERSION,
    may: ['student', 'admin'],
  },
};
