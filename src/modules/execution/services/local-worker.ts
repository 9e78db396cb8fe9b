/** Slug of the service that is the server's own worker. It tests nothing itself: its type is no testing type. */
export const LOCAL_WORKER = 'lectern.worker';
/** Path of the service type whose services the server's own worker serves, all of them. */
export const WORKER_SERVED_TYPE = 'testing.worker';
