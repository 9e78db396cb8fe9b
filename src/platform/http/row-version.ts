import { createHash } from 'node:crypto';
import { AppError } from './app-error.js';
import { currentContext } from './request-context.js';

const VERSION = Symbol('row version');
const TOTAL = Symbol('total count');
const LOCATION = Symbol('location');
/** Digits after the row version in the tag of a view that shows more than its row. */
const VIEW_DIGITS = 12;
const WITH_VIEW = new RegExp(`^(\\d+)\\d{${VIEW_DIGITS}}$`);

/** Marks a view with its row version; the answer then carries `ETag: "<version>"`. */
export function versioned<T extends object>(view: T, version: number | string): T {
  Object.defineProperty(view, VERSION, { value: String(version), enumerable: false });
  return view;
}

/**
 * Marks a view that shows more than its row (rows of others, counts, what this caller may see of it): its ETag is the
 * row version followed by twelve digits of what the view shows, so that `If-None-Match` never takes a changed view for
 * the one that the caller has. `If-Match` compares the row version alone.
 */
export function versionedByView<T extends object>(view: T, version: number): T {
  Object.defineProperty(view, VERSION, { get: () => `${version}${digitsOf(view)}`, enumerable: false });
  return view;
}

function digitsOf(view: object): string {
  const hash = createHash('sha256').update(JSON.stringify(view)).digest();
  return String(hash.readUIntBE(0, 6) % 10 ** VIEW_DIGITS).padStart(VIEW_DIGITS, '0');
}

/** The row version in a tag without its quotes. */
function rowVersionIn(tag: string): string {
  return WITH_VIEW.exec(tag)?.[1] ?? tag;
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
  if (!named.some((tag) => rowVersionIn(tag) === String(current))) {
    throw new AppError('CONFLICT_002', 'The row was changed since it was read; read it again.');
  }
}
