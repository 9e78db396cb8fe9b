import { AppError } from './app-error.js';
import { currentContext } from './request-context.js';

const VERSION = Symbol('row version');
const TOTAL = Symbol('total count');
const LOCATION = Symbol('location');

/** Marks a view with its row version; the answer then carries `ETag: "<version>"`. */
export function versioned<T extends object>(view: T, version: number | string): T {
  Object.defineProperty(view, VERSION, { value: String(version), enumerable: false });
  return view;
}

/** Marks a list with the number of visible rows before paging; the answer then carries `X-Total-Count`. */
export function counted<T extends object>(rows: T, total: number): T {
  Object.defineProperty(rows, TOTAL, { value: total, enumerable: false });
  return rows;
}

/** Marks what a POST made with the path of the new row, where that is not the path of the request and the row's id. */
export function located<T extends object>(view: T, path: string): T {
  Object.defineProperty(view, LOCATION, { value: path, enumerable: false });
  return view;
}

export function locationOf(payload: object): string | undefined {
  return (payload as { [LOCATION]?: string })[LOCATION];
}

export function versionOf(payload: object): string | undefined {
  return (payload as { [VERSION]?: string })[VERSION];
}

export function totalOf(payload: object): number | undefined {
  return (payload as { [TOTAL]?: number })[TOTAL];
}

/**
 * Throws 412 CONFLICT_002 when the caller named another row version than `current` (`If-Match`).
 * Call it with the locked row, before the change.
 */
export function assertExpectedVersion(current: number | string): void {
  const expected = currentContext()?.expectedVersion ?? null;
  if (expected === null || expected === '*') return;
  const named = expected.split(',').map((tag) => tag.trim().replace(/^W\//, '').replace(/^"|"$/g, ''));
  if (!named.includes(String(current))) {
    throw new AppError('CONFLICT_002', 'The row was changed since it was read; read it again.');
  }
}
