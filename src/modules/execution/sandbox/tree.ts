import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  type Stats,
} from 'node:fs';

/**
 * Folder trees that anyone may have filled, walked so that no link can lead out: every step opens exactly one
 * name below an open folder, without following it. All functions are synchronous; a tree walk is short.
 */

const FOLDER_FLAGS = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
/** O_NONBLOCK so that a FIFO that takes the place of a file cannot hold us up. */
const FILE_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const CHUNK_BYTES = 262_144;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** One name in a folder; `name` holds its bytes as they are on disk. */
export interface TreeEntry {
  name: Buffer;
  kind: 'file' | 'folder' | 'link' | 'other';
  stats: Stats;
}

/** The path that reaches `name` below the open folder without resolving anything above it. */
export function below(folder: number, name: Buffer | string): Buffer {
  return Buffer.concat([Buffer.from(`/proc/self/fd/${folder}/`), Buffer.from(name)]);
}

/** Opens a folder by its path; this first step follows links, for the caller chose the path. */
export function openFolder(path: string): number {
  return openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
}

/** Opens the folder `name` below an open folder; throws ELOOP or ENOTDIR when it is anything else. */
export function openFolderBelow(folder: number, name: Buffer | string): number {
  return openSync(below(folder, name), FOLDER_FLAGS);
}

/** Opens the folder `name`, making it first where it is missing. */
export function makeFolderBelow(folder: number, name: Buffer | string, mode: number): number {
  try {
    mkdirSync(below(folder, name), { mode });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return openFolderBelow(folder, name);
}

function kindOf(stats: Stats): TreeEntry['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  return stats.isSymbolicLink() ? 'link' : 'other';
}

/** The names in an open folder in byte order; a name that vanishes meanwhile is left out. */
export function entriesOf(folder: number): TreeEntry[] {
  const names = readdirSync(`/proc/self/fd/${folder}`, { encoding: 'buffer' }).sort(Buffer.compare);
  return names.flatMap((name) => {
    const stats = lstatSync(below(folder, name), { throwIfNoEntry: false });
    return stats === undefined ? [] : [{ name, kind: kindOf(stats), stats }];
  });
}

/** Opens the regular file `name` and hands its descriptor to `use`; returns null when it is not a regular file. */
export function withFile<T>(folder: number, name: Buffer, use: (file: number, stats: Stats) => T): T | null {
  let file: number;
  try {
    file = openSync(below(folder, name), FILE_FLAGS);
  } catch (error) {
    if (['ELOOP', 'ENOENT', 'ENXIO', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return null;
    throw error;
  }
  try {
    const stats = fstatSync(file);
    return stats.isFile() ? use(file, stats) : null;
  } finally {
    closeSync(file);
  }
}

/** Reads an open file to its end in pieces of at most 256 KiB. */
export function* piecesOf(file: number): Generator<Buffer> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let length = 1; length > 0;) {
    length = readSync(file, buffer, 0, CHUNK_BYTES, null);
    if (length > 0) yield buffer.subarray(0, length);
  }
}

/** A file name as text; null when its bytes are no UTF-8 or hold control characters or a backslash. */
export function plainName(name: Buffer): string | null {
  try {
    const text = decoder.decode(name);
    return /[\u0000-\u001f\u007f\\]/u.test(text) ? null : text;
  } catch {
    return null;
  }
}
