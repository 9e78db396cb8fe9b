import { createHash } from 'node:crypto';
import type { DiskCache } from '../cache/disk-cache.js';

/** A download that is kept: what the server called it, and its bytes. */
export interface KnownDownload {
  etag: string;
  body: Buffer;
}

const HASH_TAG = /^"([0-9a-f]{64})"$/;

/**
 * Downloads kept by the address they came from. What is kept is used only after the server said, for the job at hand,
 * that it is still the same (304): so it decides about the right to have it each time, as if there were no cache.
 */
export class DownloadCache {
  constructor(
    private readonly disk: Pick<DiskCache, 'get' | 'put'>,
    /** The server's; several servers may have workers on one machine. */
    private readonly url: string,
  ) {}

  async find(path: string): Promise<KnownDownload | null> {
    const entry = await this.disk.get(this.keyOf(path));
    const end = entry?.indexOf('\n') ?? -1;
    if (entry === null || end < 0) return null;
    return { etag: entry.toString('latin1', 0, end), body: entry.subarray(end + 1) };
  }

  async keep(path: string, { etag, body }: KnownDownload): Promise<void> {
    if (/[^\x21-\x7e]/.test(etag)) return;
    await this.disk.put(this.keyOf(path), Buffer.concat([Buffer.from(`${etag}\n`, 'latin1'), body]));
  }

  private keyOf(path: string): string {
    return `download ${this.url}${path}`;
  }
}

/** Whether the bytes are those that the server named by their sha256. */
export function isNamedBy(etag: string, body: Buffer): boolean {
  const hash = HASH_TAG.exec(etag)?.[1];
  return hash === createHash('sha256').update(body).digest('hex');
}
