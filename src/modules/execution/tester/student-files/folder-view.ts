import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { compileGlob } from './glob.js';

const MAX_ENTRIES = 10_000;
const MAX_DEPTH = 32;

export interface FoundEntry {
  /** Relative to the folder, with `/`. */
  path: string;
  isFile: boolean;
  size: number;
}

/** Read-only view of a folder somebody else filled: never follows a link, never leaves the folder. */
export class FolderView {
  constructor(readonly root: string) {}

  /** Files and folders that the glob names, in byte order of their paths; none for patterns that leave the folder. */
  async glob(pattern: string): Promise<FoundEntry[]> {
    const matches = compileGlob(pattern);
    if (!matches) return [];
    return (await this.entries()).filter((entry) => matches(entry.path));
  }

  /** Regular files directly in the folder with one of the endings (with dot), in byte order, hidden ones left out. */
  async filesEndingIn(endings: readonly string[]): Promise<string[]> {
    const names = await readdir(this.root, { withFileTypes: true }).catch(() => []);
    return names
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
      .filter((name) => endings.some((ending) => name.endsWith(ending)))
      .sort(byBytes);
  }

  /**
   * Regular files with one of the endings anywhere below, in byte order; nothing hidden and nothing below a folder
   * of installed packages.
   */
  async filesBelowEndingIn(endings: readonly string[]): Promise<string[]> {
    const isForeign = (part: string): boolean => part.startsWith('.') || part === 'node_modules';
    return (await this.entries())
      .filter(({ isFile, path }) => isFile && !path.split('/').some(isForeign))
      .map(({ path }) => path)
      .filter((path) => endings.some((ending) => path.endsWith(ending)));
  }

  /** Whether the path names a regular file reached without links. */
  async hasFile(path: string): Promise<boolean> {
    const handle = await this.open(path);
    await handle?.close();
    return handle !== undefined;
  }

  /** The text of a regular file of at most maxBytes; undefined when missing, too large or behind a link. */
  async readText(path: string, maxBytes = 4 * 1024 * 1024): Promise<string | undefined> {
    const handle = await this.open(path);
    if (!handle) return undefined;
    try {
      const { size } = await handle.stat();
      return size > maxBytes ? undefined : (await handle.readFile()).toString('utf8');
    } finally {
      await handle.close();
    }
  }

  private async open(path: string): Promise<FileHandle | undefined> {
    const parts = partsOf(path);
    if (!parts) return undefined;
    let folder = this.root;
    for (const part of parts.slice(0, -1)) {
      folder = join(folder, part);
      const info = await lstat(folder).catch(() => undefined);
      if (!info?.isDirectory()) return undefined;
    }
    // O_NONBLOCK: a FIFO in the hand-in must not hold the worker.
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const handle = await open(join(folder, parts.at(-1)!), flags).catch(() => undefined);
    if (handle && !(await handle.stat()).isFile()) {
      await handle.close();
      return undefined;
    }
    return handle;
  }

  private async entries(): Promise<FoundEntry[]> {
    const found: FoundEntry[] = [];
    const waiting = [{ path: '', depth: 0 }];
    for (let next = waiting.pop(); next && found.length < MAX_ENTRIES; next = waiting.pop()) {
      for (const entry of await readdir(join(this.root, next.path), { withFileTypes: true }).catch(
        () => [],
      )) {
        const path = next.path === '' ? entry.name : `${next.path}/${entry.name}`;
        if (!entry.isFile() && !entry.isDirectory()) continue;
        const info = await lstat(join(this.root, path)).catch(() => undefined);
        if (!info) continue;
        found.push({ path, isFile: info.isFile(), size: info.size });
        if (info.isDirectory() && next.depth < MAX_DEPTH) waiting.push({ path, depth: next.depth + 1 });
      }
    }
    return found.sort((a, b) => byBytes(a.path, b.path));
  }
}

/** The parts of a relative path that stays inside; undefined for others. */
function partsOf(path: string): string[] | undefined {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (path.startsWith('/') || path.includes('\0') || parts.includes('..') || parts.length === 0)
    return undefined;
  return parts;
}

/** Byte order of names in UTF-8, whatever the locale. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
