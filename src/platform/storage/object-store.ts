import { createHash, randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { ObjectDamagedError, ObjectNotFoundError, StorageFullError } from './storage.errors.js';

const HASH = /^[0-9a-f]{64}$/;
const FULL = new Set(['ENOSPC', 'EDQUOT']);
const ABSENT = new Set(['ENOENT', 'ENOTDIR']);

/**
 * Immutable objects in a folder, each named by the sha256 of its content: `<folder>/objects/<2 hex>/<64 hex>`.
 * Several processes may share the folder. Unfinished writes lie in `<folder>/unfinished` and are never read.
 */
export class ObjectStore {
  private readonly folder: string;
  private readonly objects: string;
  private readonly unfinished: string;
  private readonly durableFolders = new Set<string>();

  /** `folder` is made, with its parents, at the first write. */
  constructor(folder: string) {
    this.folder = resolve(folder);
    this.objects = join(this.folder, 'objects');
    this.unfinished = join(this.folder, 'unfinished');
  }

  /**
   * Stores a content and returns its hash (sha256, hex) and size in bytes once both survive a crash. Storing a content
   * again, also at the same time, is harmless and makes the object young again for `listOlderThan`.
   * @throws StorageFullError, or the error of the stream; nothing is stored then
   */
  async put(content: Buffer | Readable): Promise<{ hash: string; size: number }> {
    const temporary = join(this.unfinished, randomUUID());
    try {
      await this.makeFolder(this.unfinished);
      const written = await writeDurably(temporary, content);
      const target = this.fileOf(written.hash);
      await this.makeFolder(dirname(target));
      await rename(temporary, target);
      await syncFolder(dirname(target));
      return written;
    } catch (error) {
      if (content instanceof Readable) content.destroy();
      await rm(temporary, { force: true });
      throw FULL.has(codeOf(error)) ? new StorageFullError({ cause: error }) : error;
    }
  }

  /** The whole object. @throws ObjectNotFoundError, ObjectDamagedError when the bytes no longer match the hash */
  async read(hash: string): Promise<Buffer> {
    const content = await absentAsNotFound(hash, () => readFile(this.fileOf(hash)));
    if (createHash('sha256').update(content).digest('hex') !== hash) throw new ObjectDamagedError(hash);
    return content;
  }

  /** The object as a stream, and its size in bytes; the caller consumes or destroys it. @throws ObjectNotFoundError */
  async open(hash: string): Promise<{ stream: Readable; size: number }> {
    const file = await absentAsNotFound(hash, () => open(this.fileOf(hash), 'r'));
    try {
      const { size } = await file.stat();
      return { stream: file.createReadStream(), size };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Whether the object is stored; false for a text that is no hash. */
  async has(hash: string): Promise<boolean> {
    return HASH.test(hash) && (await statIfThere(this.fileOf(hash))) !== undefined;
  }

  /**
   * Removes an object and tells whether it did; false when there was none. With `storedBefore`, one that was stored
   * again since is left alone, so that a sweep does not take what an upload has just put.
   */
  async remove(hash: string, storedBefore?: Date): Promise<boolean> {
    if (!HASH.test(hash)) return false;
    const file = this.fileOf(hash);
    const isYoung = (found: Stats): boolean => storedBefore !== undefined && found.mtime >= storedBefore;
    const found = await statIfThere(file);
    if (found === undefined || isYoung(found)) return false;
    // What is moved away cannot be replaced by an upload between the look at its age and its end.
    const aside = join(this.unfinished, randomUUID());
    await this.makeFolder(this.unfinished);
    if (!(await renameIfThere(file, aside))) return false;
    const moved = await stat(aside);
    if (isYoung(moved)) {
      await rename(aside, file);
      return false;
    }
    await rm(aside, { force: true });
    return true;
  }

  /** The hashes of all objects last stored before `date`, one after the other. */
  async *listOlderThan(date: Date): AsyncGenerator<string> {
    for (const group of await namesIn(this.objects)) {
      for (const hash of await namesIn(join(this.objects, group))) {
        const found = HASH.test(hash) ? await statIfThere(this.fileOf(hash)) : undefined;
        if (found && found.mtime < date) yield hash;
      }
    }
  }

  /** Removes what writes begun before `date` left behind when their process died; returns how many. */
  async removeUnfinishedOlderThan(date: Date): Promise<number> {
    let removed = 0;
    for (const name of await namesIn(this.unfinished)) {
      const file = join(this.unfinished, name);
      const found = await statIfThere(file);
      if (found && found.mtime < date) {
        await rm(file, { force: true });
        removed += 1;
      }
    }
    return removed;
  }

  private fileOf(hash: string): string {
    if (!HASH.test(hash)) throw new ObjectNotFoundError(hash);
    return join(this.objects, hash.slice(0, 2), hash);
  }

  /** A new folder is durable only when its parent is; another process may have made it and not yet got that far. */
  private async makeFolder(path: string): Promise<void> {
    const created = await mkdir(path, { recursive: true, mode: 0o700 });
    if (created === undefined && this.durableFolders.has(path)) return;
    const highest = dirname(created !== undefined && this.folder.startsWith(created) ? created : this.folder);
    for (let parent = dirname(path); parent.length >= highest.length; parent = dirname(parent)) {
      await syncFolder(parent);
      if (parent === dirname(parent)) break;
    }
    this.durableFolders.add(path);
  }
}

async function writeDurably(
  path: string,
  content: Buffer | Readable,
): Promise<{ hash: string; size: number }> {
  const file = await open(path, 'wx', 0o600);
  try {
    const written = await writeAll(file, content);
    await file.sync();
    return written;
  } finally {
    await file.close();
  }
}

async function writeAll(
  file: FileHandle,
  content: Buffer | Readable,
): Promise<{ hash: string; size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  const chunks = Buffer.isBuffer(content) ? [content] : content;
  for await (const chunk of chunks) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer);
    hash.update(bytes);
    size += bytes.length;
    await file.writeFile(bytes);
  }
  return { hash: hash.digest('hex'), size };
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function absentAsNotFound<T>(hash: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw ABSENT.has(codeOf(error)) ? new ObjectNotFoundError(hash, { cause: error }) : error;
  }
}

async function statIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (ABSENT.has(codeOf(error))) return undefined;
    throw error;
  }
}

async function renameIfThere(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (ABSENT.has(codeOf(error))) return false;
    throw error;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (ABSENT.has(codeOf(error))) return [];
    throw error;
  }
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException | null)?.code ?? '');
}
