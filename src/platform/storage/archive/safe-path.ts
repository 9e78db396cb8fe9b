import { ArchiveError } from '../storage.errors.js';

/** The longest file name that common file systems take, in bytes of UTF-8. */
export const MAX_SEGMENT_BYTES = 255;

const DRIVE_LETTER = /^[A-Za-z]:/;
// Control characters, line and paragraph separators, and marks that make a name read differently from what it is.
const INVISIBLE = /[\p{Cc}\p{Cs}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;

/**
 * Checks one relative path with `/` as separator and returns it without a leading `./`.
 * @throws ArchiveError (unsafe_path, name_too_long) for everything that could lead outside or mislead a reader.
 */
export function safePath(path: string, maxBytes: number): string {
  const relative = path.startsWith('./') ? path.slice(2) : path;
  if (Buffer.byteLength(path) > maxBytes) {
    throw new ArchiveError('name_too_long', `A path is longer than ${maxBytes} bytes: ${shown(path)}.`);
  }
  if (INVISIBLE.test(relative)) {
    throw new ArchiveError('unsafe_path', `A path contains control characters: ${shown(path)}.`);
  }
  if (relative.includes('\\')) {
    throw new ArchiveError('unsafe_path', `A path contains a backslash: ${shown(path)}.`);
  }
  if (relative.startsWith('/') || DRIVE_LETTER.test(relative)) {
    throw new ArchiveError('unsafe_path', `A path is absolute: ${shown(path)}.`);
  }
  for (const segment of relative.split('/')) checkSegment(segment, path);
  return relative;
}

/** A path as it may be shown in a message: at most 80 characters, nothing invisible. */
export function shown(path: string): string {
  const visible = [...path.slice(0, 200)].map((char) => (INVISIBLE.test(char) ? '?' : char));
  return visible.length > 80 ? `"${visible.slice(0, 77).join('')}..."` : `"${visible.join('')}"`;
}

function checkSegment(segment: string, path: string): void {
  if (segment === '') throw new ArchiveError('unsafe_path', `A path has an empty part: ${shown(path)}.`);
  if (segment === '.' || segment === '..') {
    throw new ArchiveError('unsafe_path', `A path contains "${segment}": ${shown(path)}.`);
  }
  if (Buffer.byteLength(segment) > MAX_SEGMENT_BYTES) {
    throw new ArchiveError(
      'name_too_long',
      `A name is longer than ${MAX_SEGMENT_BYTES} bytes: ${shown(path)}.`,
    );
  }
}
