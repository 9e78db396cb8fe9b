import { claim, courseAnywhere, row, self, service, user } from '../rule.js';

/** Service types, services and the job protocol (contract 05). */
export const executionPermissions = {
  'service-type.list': row('GET /service-types', [user()]),
  'service-type.get': row('GET /service-types/{id}', [user()]),
  'service-type.create': row('POST /service-types', []),
  'service-type.update': row('PATCH /service-types/{id}', []),
  'service-account.list': row('GET /service-accounts', [claim('service:list'), courseAnywhere('_lecturer')]),
  'service-account.get': row(
    'GET /service-accounts/{id}',
    [claim('service:list'), courseAnywhere('_lecturer')],
    { on: 'service-account.params.id' },
  ),
  'service-account.me': row('GET /service-accounts/me', [service()], {
    admin: false,
    token: 'service_account:get',
  }),
  'service-account.create': row('POST /service-accounts', [claim('service:create')]),
  'service-account.update': row('PATCH /service-accounts/{id}', [], {
    on: 'service-account.params.id',
  }),
  'service-account.delete': row('DELETE /service-accounts/{id}', [], { on: 'service-account.params.id' }),
  'service-account.heartbeat': row('PUT /service-accounts/{id}/heartbeat', [self()], {
    on: 'service-account.params.id',
    token: 'service_account:update',
  }),
  'job.claim': row('POST /jobs/claim', [service()], { admin: false, token: 'job:update' }),
  'job.heartbeat': row('POST /jobs/{id}/heartbeat', [service()], { admin: false, token: 'job:update' }),
  'job.complete': row('POST /jobs/{id}/complete', [service()], { admin: false, token: 'job:update' }),
  'job.release': row('POST /jobs/{id}/release', [service()], { admin: false, token: 'job:update' }),
} as const;

/** Ours: jobs that were given up, and the workers; for administrators only. */
export const workerPermissions = {
  'dead-job.list': row('GET /jobs/dead', []),
  'dead-job.get': row('GET /jobs/dead/{id}', []),
  'dead-job.retry': row('POST /jobs/{id}/retry', [], { token: 'dead_job:update' }),
  'worker.list': row('GET /tasks/workers/status', []),
  'worker.pause': row('POST /workers/{worker_id}/pause', [], { token: 'worker:update' }),
  'worker.drain': row('POST /workers/{worker_id}/drain', [], { token: 'worker:update' }),
  'worker.resume': row('POST /workers/{worker_id}/resume', [], { token: 'worker:update' }),
} as const;
