import { createHash } from 'node:crypto';
import { versioned } from '../../../platform/http/row-version.js';

/**
 * Version of a view made of many rows: a hash of what it shows, so that its ETag changes with every committed change
 * and with nothing else.
 */
export function versionOfView(view: object): string {
  return createHash('sha256').update(JSON.stringify(view)).digest('base64url').slice(0, 27);
}

/** Marks a view made of many rows with its version. */
export function versionedByContent<T extends object>(view: T): T {
  return versioned(view, versionOfView(view));
}
