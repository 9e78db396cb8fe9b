import type { ActorName } from '../actors.js';
import { SEE_COURSE, SEE_TEAM, TEACH, without } from '../circles.js';
import { type Expectation, forAccounts, list, OTHER_VERSION, read } from '../expectation.js';

const AUTHOR: ActorName[] = ['student'];
const MESSAGE = '/messages/:message';

/** Messages of the team's submission group (contract 07 section 1), the WebSocket and the state of maintenance. */
export const messagingExpectations: Record<string, Expectation> = {
  'GET /messages': list('/messages?limit=1000', 'message', SEE_TEAM),
  'GET /messages/{id}': read(MESSAGE, SEE_TEAM),
  'POST /messages': {
    path: '/messages',
    body: { content: 'walked', submission_group_id: ':team' },
    allowed: 201,
    may: SEE_TEAM,
  },
  'POST /messages (to a course)': {
    path: '/messages',
    body: { content: 'walked', course_id: ':course' },
    allowed: 201,
    may: TEACH,
    sees: without(SEE_COURSE, TEACH),
  },
  'POST /messages (to everybody)': {
    path: '/messages',
    body: { content: 'walked' },
    allowed: 201,
    may: ['userManager', 'admin'],
    others: 403,
  },
  'PATCH /messages/{id}': {
    path: MESSAGE,
    body: {},
    allowed: OTHER_VERSION,
    may: AUTHOR,
    sees: without(SEE_TEAM, AUTHOR),
    special: { admin: 403 },
  },
  'DELETE /messages/{id}': {
    path: MESSAGE,
    allowed: OTHER_VERSION,
    may: [...AUTHOR, 'admin'],
    sees: without(SEE_TEAM, AUTHOR, ['admin']),
  },
  'POST /messages/{id}/reads': { path: `${MESSAGE}/reads`, allowed: 204, may: SEE_TEAM },
  'DELETE /messages/{id}/reads': { path: `${MESSAGE}/reads`, allowed: 204, may: SEE_TEAM },
  'GET /events': forAccounts('/events?channels=nowhere', 400),
  'GET /ws': forAccounts('/ws', 400),
  'GET /system/maintenance/status': forAccounts('/system/maintenance/status'),
};
