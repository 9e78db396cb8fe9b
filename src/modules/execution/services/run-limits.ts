/** How long a lease lasts after claim and heartbeat. */
export const LEASE_SECONDS = 60;
/** How long after its timeout a run is cancelled. */
export const OVERTIME_SECONDS = 60;
/** How long a run may wait for a worker. */
export const UNCLAIMED_HOURS = 24;
/** Why a run ended whose worker did not end it in time. */
export const TIME_LIMIT_EXCEEDED = 'time limit exceeded';
/** How often a run is handed out at most. */
export const MAX_ATTEMPTS = 3;
