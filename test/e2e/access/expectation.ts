import { ACTORS, type ActorName } from './actors.js';

/** What one route answers to every kind of caller. */
export interface Expectation {
  /** Path with `:name` for ids of the world; query included. */
  path: string;
  body?: Record<string, unknown>;
  /** A multipart request instead of JSON. */
  multipart?: true;
  /** Status for those who may: where the route changes something, the request is invalid on purpose, so nothing does. */
  allowed: number;
  may: readonly ActorName[];
  /** See the row but may not do this: 403. */
  sees?: readonly ActorName[];
  /** For the rest of those who are signed in: 404 for rows, 403 where there is no row to hide. */
  others?: number;
  /** Id of the world that a list shows to these callers and to nobody else. */
  shows?: { id: string; to: readonly ActorName[] };
}

/** Everybody with an account that is not archived. */
export const ACCOUNTS: readonly ActorName[] = ACTORS.filter(
  (name) => name !== 'anonymous' && name !== 'archived',
);

/** Request that a PATCH or DELETE refuses only after it was allowed: no row has this version. */
export const OTHER_VERSION = 412;

/** The status expected for an actor. */
export function statusFor(expectation: Expectation, actor: ActorName): number {
  if (!ACCOUNTS.includes(actor)) return 401;
  if (expectation.may.includes(actor)) return expectation.allowed;
  if (expectation.sees?.includes(actor)) return 403;
  return expectation.others ?? 404;
}

/** A route that everybody with an account may use. */
export function forAccounts(path: string, allowed = 200): Expectation {
  return { path, allowed, may: ACCOUNTS };
}

/** A list that everybody may read; only `to` find the row `id` in it. */
export function list(path: string, id: string, to: readonly ActorName[]): Expectation {
  return { path, allowed: 200, may: ACCOUNTS, shows: { id, to } };
}
