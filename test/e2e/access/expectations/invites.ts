import type { ActorName } from '../actors.js';
import { type Expectation, list, OTHER_VERSION } from '../expectation.js';

const USER_MANAGERS: ActorName[] = ['userManager', 'admin'];

/** The invite of the world is the user manager's. */
export const inviteExpectations: Record<string, Expectation> = {
  'GET /admin/invites': {
    ...list('/admin/invites', 'invite', USER_MANAGERS),
    may: USER_MANAGERS,
    others: 403,
  },
  'POST /admin/invites': {
    path: '/admin/invites',
    body: { max_uses: 0 },
    allowed: 400,
    may: USER_MANAGERS,
    others: 403,
  },
  'DELETE /admin/invites/{id}': {
    path: '/admin/invites/:invite',
    allowed: OTHER_VERSION,
    may: USER_MANAGERS,
  },
};
