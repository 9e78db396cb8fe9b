import { AsyncLocalStorage } from 'node:async_hooks';

/** What is known of the request (or job) that is being worked on, wherever the code is. */
export interface RequestContext {
  readonly requestId: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
  /** Whether a compressed answer is understood; not known where nothing is answered. */
  readonly readsGzip?: boolean;
  /** Row version the caller expects (`If-Match`); null: none named. */
  readonly expectedVersion: string | null;
  /** User whose action this is; fills created_by and updated_by. Set after authentication. */
  actorId: string | null;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs `work` with `context` as the current one. */
export function runInContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** The current context, or null outside requests and jobs. */
export function currentContext(): RequestContext | null {
  return storage.getStore() ?? null;
}

/** A context for work that no request started (scheduled tasks, the command line). */
export function systemContext(name: string): RequestContext {
  return { requestId: `system-${name}`, ip: null, userAgent: null, expectedVersion: null, actorId: null };
}
