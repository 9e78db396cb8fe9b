const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Signing in and out, and what shows or ends the maintenance itself. */
const OPEN = /^\/(auth|password|ws|system\/maintenance|health)(\/|$)/;

/** With these workers end the runs that they have. Claims are answered too: the hand-out finds nothing for them. */
const OF_WORKERS = new Set([
  'POST /jobs/claim',
  'POST /jobs/:id/heartbeat',
  'POST /jobs/:id/complete',
  'POST /jobs/:id/release',
  'PUT /service-accounts/:id/heartbeat',
  'PATCH /results/:id',
  'PATCH /submissions/tests/:id',
  'POST /results/:id/artifacts/upload',
  'POST /tutors/tests/:id/results',
  'POST /tutors/tests/:id/artifacts/upload',
]);

/** True when everybody may use the route, e.g. `/jobs/:id/complete`, while the system is maintained. */
export function isOpenDuringMaintenance(method: string, route: string): boolean {
  return READING.has(method) || OPEN.test(route) || OF_WORKERS.has(`${method} ${route.replace(/\/$/, '')}`);
}
