import { createHash, randomBytes } from 'node:crypto';
import { lstatSync, chmodSync, mkdirSync } from 'node:fs';
import { readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const HASH_BYTES = 32;
/** Files take whole blocks, and names are not free either. */
const BLOCK_BYTES = 4096;
const ENTRY = /^[0-9a-f]{64}$/;
const UNFINISHED = /^unfinished-/;
const ABANDONED_MS = 3_600_000;
/** One content may take so much of the whole. */
const LARGEST_SHARE = 8;
/** The folder is measured again after this share of the limit was written. */
const LOOK_SHARE = 16;
/** Eviction goes on to this share of the limit, so that it is not needed at the next write again. */
const ROOM = 0.9;

/**
 * Contents by key in a folder that only our own user can enter; several processes may share it, and it outlives
 * them. An entry counts only while its hash, which covers key and content, is right. What was used longest ago goes
 * first. A cache that cannot be written to is an empty cache, never an error.
 */
export class DiskCache {
  private written = Infinity;
  private lastUse = 0;
  private evicting: Promise<void> | undefined;

  private constructor(
    private readonly folder: string,
    private readonly maxBytes: number,
  ) {}

  /** Makes the folder where it is missing; throws an Error when it is a link or somebody else's. */
  static open(folder: string, maxBytes: number): DiskCache {
    const home = resolve(folder);
    mkdirSync(home, { recursive: true, mode: 0o700 });
    const facts = lstatSync(home);
    if (!facts.isDirectory() || facts.uid !== process.getuid?.()) {
      throw new Error(`The cache ${home} must be a folder of the user who runs the worker.`);
    }
    chmodSync(home, 0o700);
    return new DiskCache(home, maxBytes);
  }

  /** The content kept under the key; null when there is none or it is damaged, which also removes it. */
  async get(key: string): Promise<Buffer | null> {
    const file = this.fileOf(key);
    const entry = await readFile(file).catch(() => null);
    if (entry === null) return null;
    const content = entry.subarray(HASH_BYTES);
    if (!entry.subarray(0, HASH_BYTES).equals(hashOf(key, content))) {
      await rm(file, { force: true }).catch(() => undefined);
      return null;
    }
    const now = this.useTime();
    await utimes(file, now, now).catch(() => undefined);
    return content;
  }

  /** Keeps a content, in place of an earlier one; one of more than an eighth of the limit is not kept. */
  async put(key: string, content: Buffer): Promise<void> {
    const size = onDisk(content.length + HASH_BYTES);
    if (size > this.maxBytes / LARGEST_SHARE) return;
    const draft = join(this.folder, `unfinished-${randomBytes(16).toString('hex')}`);
    try {
      await writeFile(draft, Buffer.concat([hashOf(key, content), content]), { flag: 'wx', mode: 0o600 });
      const now = this.useTime();
      await utimes(draft, now, now);
      await rename(draft, this.fileOf(key));
      this.written += size;
      if (this.written > this.maxBytes / LOOK_SHARE) await this.evict();
    } catch {
      await rm(draft, { force: true }).catch(() => undefined);
    }
  }

  private fileOf(key: string): string {
    return join(this.folder, createHash('sha256').update(key).digest('hex'));
  }

  /** Seconds; never the same twice, so that the order of uses is known even within one tick of the clock. */
  private useTime(): number {
    this.lastUse = Math.max(Date.now() / 1000, this.lastUse + 1e-5);
    return this.lastUse;
  }

  private async evict(): Promise<void> {
    this.evicting ??= this.evictNow().finally(() => (this.evicting = undefined));
    await this.evicting;
  }

  private async evictNow(): Promise<void> {
    this.written = 0;
    const entries = await this.entries();
    let bytes = entries.reduce((sum, { size }) => sum + size, 0);
    if (bytes <= this.maxBytes) return;
    for (const { file, size } of entries.sort((a, b) => a.used - b.used)) {
      if (bytes <= this.maxBytes * ROOM) return;
      await rm(file, { force: true });
      bytes -= size;
    }
  }

  /** What there is, without what writers that died left half-done: that is removed. */
  private async entries(): Promise<{ file: string; size: number; used: number }[]> {
    const entries: { file: string; size: number; used: number }[] = [];
    for (const name of await readdir(this.folder)) {
      const file = join(this.folder, name);
      // Other workers remove entries too.
      const facts = await stat(file).catch(() => null);
      if (facts === null) continue;
      if (ENTRY.test(name)) entries.push({ file, size: onDisk(facts.size), used: facts.mtimeMs });
      else if (UNFINISHED.test(name) && facts.mtimeMs < Date.now() - ABANDONED_MS) {
        await rm(file, { force: true });
      }
    }
    return entries;
  }
}

function onDisk(bytes: number): number {
  return Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES;
}

/** The length of the key keeps a key's end from being taken for a content's beginning. */
function hashOf(key: string, content: Buffer): Buffer {
  return createHash('sha256')
    .update(`${Buffer.byteLength(key)}:${key}`)
    .update(content)
    .digest();
}
