import type { Multipart } from '../../setup/test-client.js';
import type { ActorName } from './actors.js';
import { ACCOUNTS } from './circles.js';
import { WITHIN_SERVICE_TOKEN } from './expectations/service-token.js';

/** What one route answers to every kind of caller. */
export interface Expectation {
  /** Path with `:name` for ids of the world; query included. */
  path: string;
  body?: Record<string, unknown>;
  /** A multipart request instead of JSON, with these parts. */
  form?: Multipart;
  /** Status for those who may: where the route changes something, the request is invalid on purpose, so nothing does. */
  allowed: number;
  may: readonly ActorName[];
  /** See the row but may not do this: 403. */
  sees?: readonly ActorName[];
  /** For the rest of those who are signed in: 404 for rows, 403 where there is no row to hide. */
  others?: number;
  /** Callers for whom the contract says something else than the above. */
  special?: Partial<Record<ActorName, number>>;
  /** Id of the world that a list shows to these callers and to nobody else. */
  shows?: { id: string; to: readonly ActorName[] };
}

/** Request that a PATCH or DELETE refuses only after it was allowed: no row has this version. */
export const OTHER_VERSION = 412;

/** `METHOD /path` of an expectation; more words in brackets name another row, e.g. `GET /users/{id} (himself)`. */
export function routeOf(name: string): string {
  return name.replace(/ \(.*\)$/, '');
}

/** The status expected for an actor. */
export function statusFor(name: string, expectation: Expectation, actor: ActorName): number {
  if (!ACCOUNTS.includes(actor)) return 401;
  if (actor === 'service' && !WITHIN_SERVICE_TOKEN.includes(routeOf(name))) return 403;
  const special = expectation.special?.[actor];
  if (special !== undefined) return special;
  if (expectation.may.includes(actor)) return expectation.allowed;
  if (expectation.sees?.includes(actor)) return 403;
  return expectation.others ?? 404;
}

/** True for callers to whom the rows of the request do not exist. */
export function isForeign(name: string, expectation: Expectation, actor: ActorName): boolean {
  if (!ACCOUNTS.includes(actor) || actor === 'admin') return false;
  if (expectation.sees?.includes(actor)) return false;
  if (actor === 'service' && !WITHIN_SERVICE_TOKEN.includes(routeOf(name))) return true;
  if (expectation.special?.[actor] !== undefined) return expectation.special[actor] === 404;
  if (expectation.shows !== undefined) return !expectation.shows.to.includes(actor);
  return !expectation.may.includes(actor);
}

/** A route that everybody with an account may use. */
export function forAccounts(path: string, allowed = 200): Expectation {
  return { path, allowed, may: ACCOUNTS };
}

/** A list that everybody may read; only `to` find the row `id` in it. */
export function list(path: string, id: string, to: readonly ActorName[]): Expectation {
  return { path, allowed: 200, may: ACCOUNTS, shows: { id, to } };
}

/** A row that these may read; `sees` are refused, to the rest it does not exist. */
export function read(
  path: string,
  may: readonly ActorName[],
  sees: readonly ActorName[] = [],
  special: Partial<Record<ActorName, number>> = {},
): Expectation {
  return { path, allowed: 200, may, sees: sees.filter((name) => !may.includes(name)), special };
}
