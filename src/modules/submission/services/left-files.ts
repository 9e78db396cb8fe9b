import { extname } from 'node:path/posix';
import type { ArchiveFile } from '../../../platform/storage/archive/archive-file.js';
import { readArchive } from '../../../platform/storage/archive/read-archive.js';
import { ArchiveError } from '../../../platform/storage/storage.errors.js';

const MEBIBYTE = 1024 * 1024;
const MAX_FILES = 1000;

/** Largest packed upload of a worker, bytes. */
export const MAX_LEFT_BYTES = 100 * MEBIBYTE;

const LIMITS = {
  maxPackedBytes: MAX_LEFT_BYTES,
  maxUnpackedBytes: 100 * MEBIBYTE,
  maxFileBytes: 100 * MEBIBYTE,
  maxEntries: 5000,
  maxNameBytes: 1024,
};

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.svg': 'image/svg+xml',
  '.pdf': 'application/pdf',
  '.json': 'application/json',
  '.csv': 'text/csv',
  '.txt': 'text/plain',
};

/** Unpacks what a test run left, without hidden files. @throws ArchiveError, also for more than 1000 files */
export async function readLeftFiles(packed: Buffer): Promise<ArchiveFile[]> {
  const files = await readArchive(packed, LIMITS);
  const visible = files.filter(({ path }) => !path.split('/').some((segment) => segment.startsWith('.')));
  if (visible.length > MAX_FILES) {
    throw new ArchiveError('too_many_entries', `The archive has more than ${MAX_FILES} files.`);
  }
  return visible;
}

/** The media type that the ending of a file name promises. */
export function mediaTypeOf(path: string): string {
  return MEDIA_TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';
}
