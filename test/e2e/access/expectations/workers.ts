import type { Expectation } from '../expectation.js';

/* For administrators only; to everybody else there is no difference between rows that are and rows that are not. */
const administration = (path: string, allowed: number): Expectation => ({
  path,
  allowed,
  may: ['admin'],
  others: 403,
});

/** The job of the world is at work, so it is not among the dead ones; nobody has heard of the worker. */
export const workerExpectations: Record<string, Expectation> = {
  'GET /jobs/dead': administration('/jobs/dead', 200),
  'GET /jobs/dead/{id}': administration('/jobs/dead/:job', 404),
  'POST /jobs/{id}/retry': { ...administration('/jobs/:job/retry', 409), body: {} },
  'GET /tasks/workers/status': administration('/tasks/workers/status', 200),
  'POST /workers/{worker_id}/pause': { ...administration('/workers/nobody/pause', 404), body: {} },
  'POST /workers/{worker_id}/drain': { ...administration('/workers/nobody/drain', 404), body: {} },
  'POST /workers/{worker_id}/resume': { ...administration('/workers/nobody/resume', 404), body: {} },
};
