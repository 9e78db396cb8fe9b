import { closeSync } from 'node:fs';

import type { BoxFile } from './box.js';
import { BoxRequestError } from './sandbox.errors.js';
import { entriesOf, openFolderBelow, piecesOf, plainName, type TreeEntry, withFile } from './tree.js';

/** What may be brought out of a box at most. */
export interface CollectLimits {
  maxFiles: number;
  maxBytes: number;
}

/** What was brought out; `left` counts the names that stayed behind: links, devices, second names, too much. */
export interface Collection {
  files: BoxFile[];
  left: number;
}

const MAX_DEPTH = 32;

/** The parts of a folder name relative to /work; throws a BoxRequestError when it could lead elsewhere. */
export function folderParts(folder: string): string[] {
  const parts = folder.split('/').filter((part) => part !== '' && part !== '.');
  if (folder.startsWith('/') || folder.includes('\0') || parts.includes('..')) {
    throw new BoxRequestError(`"${folder}" is not a folder below the working folder.`);
  }
  return parts;
}

class Collector {
  readonly result: Collection = { files: [], left: 0 };
  private bytes = 0;

  constructor(private readonly limits: CollectLimits) {}

  walk(folder: number, above: readonly string[]): void {
    for (const entry of entriesOf(folder)) {
      const name = plainName(entry.name);
      const taken = name !== null && this.take(folder, entry, [...above, name]);
      if (!taken) this.result.left += 1;
    }
  }

  private take(folder: number, entry: TreeEntry, path: readonly string[]): boolean {
    if (entry.kind === 'folder') return path.length < MAX_DEPTH && this.takeFolder(folder, entry, path);
    return entry.kind === 'file' && this.takeFile(folder, entry, path);
  }

  private takeFolder(parent: number, entry: TreeEntry, path: readonly string[]): boolean {
    let folder: number;
    try {
      folder = openFolderBelow(parent, entry.name);
    } catch {
      return false;
    }
    try {
      this.walk(folder, path);
    } finally {
      closeSync(folder);
    }
    return true;
  }

  private takeFile(folder: number, entry: TreeEntry, path: readonly string[]): boolean {
    const taken = withFile(folder, entry.name, (file, stats) => {
      const room = this.limits.maxBytes - this.bytes;
      if (stats.nlink !== 1 || stats.size > room || this.result.files.length >= this.limits.maxFiles)
        return false;
      // Each piece is overwritten by the next one: they are copied as they come.
      const content = Buffer.concat(Array.from(piecesOf(file), (piece) => Buffer.from(piece)));
      this.bytes += content.length;
      this.result.files.push({ path: path.join('/'), content, executable: (stats.mode & 0o111) !== 0 });
      return true;
    });
    return taken === true;
  }
}

/**
 * Reads the regular files below `folder` of an open working folder, to be called when every process of the run
 * is dead. Only plain files with one name come back, within the limits; a missing folder is an empty collection.
 */
export function collectFiles(work: number, folder: string, limits: CollectLimits): Collection {
  const collector = new Collector(limits);
  const opened: number[] = [];
  try {
    for (const part of folderParts(folder)) opened.push(openFolderBelow(opened.at(-1) ?? work, part));
    collector.walk(opened.at(-1) ?? work, []);
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    opened.forEach((descriptor) => closeSync(descriptor));
  }
  return collector.result;
}
