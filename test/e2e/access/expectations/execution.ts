import { LECTURERS } from '../circles.js';
import { type Expectation, forAccounts, OTHER_VERSION } from '../expectation.js';

/* To one who is no service account there is no job; a service sees the jobs of its own queues, only. */
const lease = (verb: string, body: Record<string, unknown> = {}): Expectation => ({
  path: `/jobs/:job/${verb}`,
  body: { lease: 'another', ...body },
  allowed: 409,
  may: ['service'],
  others: 403,
  special: { otherService: 404 },
});

export const executionExpectations: Record<string, Expectation> = {
  'GET /service-types': forAccounts('/service-types'),
  'GET /service-types/{id}': forAccounts('/service-types/:serviceType'),
  'POST /service-types': { path: '/service-types', body: {}, allowed: 400, may: ['admin'], others: 403 },
  'PATCH /service-types/{id}': {
    path: '/service-types/:serviceType',
    body: {},
    allowed: OTHER_VERSION,
    may: ['admin'],
    others: 403,
  },
  'GET /service-accounts': {
    path: '/service-accounts',
    allowed: 200,
    may: [...LECTURERS, 'admin'],
    others: 403,
    shows: { id: 'service', to: [...LECTURERS, 'admin'] },
  },
  'GET /service-accounts/me': {
    path: '/service-accounts/me',
    allowed: 200,
    may: ['service', 'otherService'],
    others: 403,
  },
  'GET /service-accounts/{id}': {
    path: '/service-accounts/:service',
    allowed: 200,
    may: [...LECTURERS, 'admin'],
    sees: ['service'],
  },
  'POST /service-accounts': {
    path: '/service-accounts',
    body: {},
    allowed: 400,
    may: ['admin'],
    others: 403,
  },
  'PATCH /service-accounts/{id}': {
    path: '/service-accounts/:service',
    body: {},
    allowed: OTHER_VERSION,
    may: ['admin'],
    sees: [...LECTURERS, 'service'],
  },
  'DELETE /service-accounts/{id}': {
    path: '/service-accounts/:service',
    allowed: OTHER_VERSION,
    may: ['admin'],
    sees: [...LECTURERS, 'service'],
  },
  'PUT /service-accounts/{id}/heartbeat': {
    path: '/service-accounts/:service/heartbeat',
    body: { sandbox: 'none' },
    allowed: 400,
    may: ['service', 'admin'],
    sees: LECTURERS,
  },
  'POST /jobs/claim': {
    path: '/jobs/claim',
    body: {},
    allowed: 400,
    may: ['service', 'otherService'],
    others: 403,
  },
  'POST /jobs/{id}/heartbeat': lease('heartbeat'),
  'POST /jobs/{id}/complete': lease('complete', { status: 'failed' }),
  'POST /jobs/{id}/release': lease('release'),
};
