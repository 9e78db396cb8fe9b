import type { Expectation } from '../expectation.js';

/** Invite links are of those who make them; the world has none, so nobody finds one. */
export const inviteExpectations: Record<string, Expectation> = {
  'GET /admin/invites': {
    path: '/admin/invites',
    allowed: 200,
    may: ['userManager', 'admin'],
    others: 403,
  },
  'POST /admin/invites': {
    path: '/admin/invites',
    body: { max_uses: 0 },
    allowed: 400,
    may: ['userManager', 'admin'],
    others: 403,
  },
  'DELETE /admin/invites/{id}': {
    path: '/admin/invites/:user',
    allowed: 404,
    may: ['userManager', 'admin'],
  },
};

/** The token of the link is the credential. */
export const PUBLIC_INVITE_ROUTES = ['GET /invites/{token}', 'POST /invites/{token}/accept'];
