import type { JobPlace } from '../../../platform/queue/job-queue.js';

/** Course or owner of runs that have none. */
export const NOBODY = '00000000-0000-0000-0000-000000000000';
/** How long after its timeout a run is cancelled. */
export const OVERTIME_SECONDS = 60;
/** How long a run may wait for a worker. */
export const UNCLAIMED_HOURS = 24;
/** Why a run ended whose worker did not end it in time. */
export const TIME_LIMIT_EXCEEDED = 'time limit exceeded';
/** How often a run is handed out at most. */
export const MAX_ATTEMPTS = 3;
/** How long a run waits after its worker failed at the first, second, ... attempt; seconds. */
export const RETRY_AFTER_SECONDS: readonly number[] = [5, 30];
/** How long a run waits before it may be handed out by its age alone; seconds. */
export const OLD_AFTER_SECONDS = 600;
/** One of so many hand-outs may be by age, so that nothing waits for ever and hand-ins hardly notice. */
export const TURNS_FOR_ONE_OLD = 10;
/** How many failures of its own in a row pause a worker. */
export const MAX_WORKER_FAILURES = 3;
/** A worker says every minute that it lives; after so many seconds it is taken for gone. */
export const WORKER_SILENT_SECONDS = 150;

/** A job that nobody settles returns by itself, long after its lease would have ended. */
const EXPIRY_MARGIN_SECONDS = 3600;

/** How the job of a run is queued: its place there says nothing, the order is that of the hand-outs. */
export function placeOf(timeoutSeconds: number): JobPlace {
  return { priority: 0, expireSeconds: timeoutSeconds + EXPIRY_MARGIN_SECONDS };
}
