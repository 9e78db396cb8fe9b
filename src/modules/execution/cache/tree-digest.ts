import { createHash, type Hash } from 'node:crypto';
import { closeSync, lstatSync, readlinkSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { below, entriesOf, openFolder, openFolderBelow, piecesOf, withFile } from '../sandbox/tree.js';

/** After so many bytes other work of the process gets its turn. */
const BREATH_BYTES = 4 * 1024 * 1024;

/**
 * The sha256 of everything below a path that a program could notice: names, kinds, contents, whether a file may be
 * run, where links lead. The path itself and times do not count.
 */
export async function digestOf(path: string): Promise<string> {
  const walk = new TreeWalk();
  if (lstatSync(path).isDirectory()) {
    const folder = openFolder(path);
    try {
      await walk.folder(folder);
    } finally {
      closeSync(folder);
    }
  } else {
    const parent = openFolder(dirname(path));
    try {
      walk.file(parent, Buffer.from(basename(path)));
    } finally {
      closeSync(parent);
    }
  }
  return walk.digest();
}

class TreeWalk {
  private readonly hash: Hash = createHash('sha256');
  private bytes = 0;

  digest(): string {
    return this.hash.digest('hex');
  }

  async folder(folder: number): Promise<void> {
    for (const { name, kind } of entriesOf(folder)) {
      this.mark(kind, name);
      if (kind === 'file') this.file(folder, name);
      else if (kind === 'link') this.mark('to', readlinkSync(below(folder, name), { encoding: 'buffer' }));
      else if (kind === 'folder') await this.inner(folder, name);
      if (this.bytes > BREATH_BYTES) {
        this.bytes = 0;
        await setImmediate();
      }
    }
    this.mark('end', Buffer.alloc(0));
  }

  file(folder: number, name: Buffer): void {
    withFile(folder, name, (file, stats) => {
      const content = createHash('sha256');
      for (const piece of piecesOf(file)) {
        content.update(piece);
        this.bytes += piece.length;
      }
      this.mark((stats.mode & 0o111) === 0 ? 'plain' : 'program', content.digest());
    });
  }

  private async inner(parent: number, name: Buffer): Promise<void> {
    const folder = openFolderBelow(parent, name);
    try {
      await this.folder(folder);
    } finally {
      closeSync(folder);
    }
  }

  /** Lengths keep names from running into each other. */
  private mark(kind: string, bytes: Buffer): void {
    this.hash.update(`${kind} ${bytes.length}\n`).update(bytes);
  }
}
