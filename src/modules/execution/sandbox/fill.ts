import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  lchownSync,
  openSync,
  readlinkSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';

import {
  below,
  entriesOf,
  makeFolderBelow,
  openFolder,
  openFolderBelow,
  piecesOf,
  type TreeEntry,
  withFile,
} from './tree.js';

/** Who owns the copies and what becomes of symbolic links. */
export interface FillOptions {
  owner: { uid: number; gid: number } | null;
  links: 'leave-out' | 'keep';
}

const MAX_DEPTH = 64;
/** After so many bytes other work of the process gets its turn. */
const BREATH_BYTES = 4 * 1024 * 1024;

/** Copies the regular files and folders of one open folder into another, never following a link. */
export class Filler {
  private bytes = 0;

  constructor(private readonly options: FillOptions) {}

  /** Throws ENOSPC when the target is full and an error when the tree is deeper than 64 folders. */
  async copy(source: number, target: number, depth = 0): Promise<void> {
    if (depth > MAX_DEPTH) throw new Error(`The folder tree is deeper than ${MAX_DEPTH} levels.`);
    for (const entry of entriesOf(source)) {
      if (entry.kind === 'folder') await this.copyFolder(source, target, entry, depth);
      else if (entry.kind === 'file') this.copyFile(source, target, entry.name);
      else if (entry.kind === 'link' && this.options.links === 'keep') this.copyLink(source, target, entry);
      if (this.bytes > BREATH_BYTES) {
        this.bytes = 0;
        await setImmediate();
      }
    }
  }

  /** Copies the one regular file at `path`, which the caller chose, as `name`. */
  copySingle(path: string, target: number, name: string): void {
    const parent = openFolder(dirname(path));
    try {
      this.copyFile(parent, target, Buffer.from(basename(path)), Buffer.from(name));
    } finally {
      closeSync(parent);
    }
  }

  private async copyFolder(source: number, target: number, entry: TreeEntry, depth: number): Promise<void> {
    const from = openFolderBelow(source, entry.name);
    try {
      const to = makeFolderBelow(target, entry.name, 0o755);
      try {
        await this.copy(from, to, depth + 1);
        fchmodSync(to, 0o755);
        this.give(to);
      } finally {
        closeSync(to);
      }
    } finally {
      closeSync(from);
    }
  }

  private copyFile(source: number, target: number, name: Buffer, newName = name): void {
    withFile(source, name, (file, stats) => {
      const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
      const copy = openSync(below(target, newName), flags, 0o600);
      try {
        for (const piece of piecesOf(file)) {
          for (let done = 0; done < piece.length;) done += writeSync(copy, piece, done);
          this.bytes += piece.length;
        }
        fchmodSync(copy, stats.mode & 0o111 ? 0o755 : 0o644);
        this.give(copy);
      } finally {
        closeSync(copy);
      }
    });
  }

  private copyLink(source: number, target: number, entry: TreeEntry): void {
    const path = below(target, entry.name);
    symlinkSync(readlinkSync(below(source, entry.name), { encoding: 'buffer' }), path);
    if (this.options.owner) lchownSync(path, this.options.owner.uid, this.options.owner.gid);
  }

  private give(descriptor: number): void {
    if (this.options.owner) fchownSync(descriptor, this.options.owner.uid, this.options.owner.gid);
  }
}

/** Makes the folder `name` with this mode and owner below an open folder. */
export function makeOwnedFolder(
  parent: number,
  name: string,
  mode: number,
  owner: FillOptions['owner'],
): void {
  const folder = makeFolderBelow(parent, name, mode);
  try {
    chmodSync(below(parent, name), mode);
    if (owner) fchownSync(folder, owner.uid, owner.gid);
  } finally {
    closeSync(folder);
  }
}
