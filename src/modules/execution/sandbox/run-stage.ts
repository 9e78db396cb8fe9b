import { chmodSync, closeSync, statfsSync, writeFileSync } from 'node:fs';

import type { BoxLimits } from './box.js';
import { INNER_USER, type ReadOnlyBind } from './box-arguments.js';
import { Filler, makeOwnedFolder } from './fill.js';
import { inspectSource, type ReadOnlySource } from './read-only-source.js';
import { BoxRequestError } from './sandbox.errors.js';
import { below, makeFolderBelow, openFolder } from './tree.js';

const MB = 1024 * 1024;
const MAX_COPY_BYTES = 512 * MB;
const PAGE_BYTES = 4_096;
const OWN_NAMES = 16;
const NAMES_PER_MB = 64;
const LEAST_NAMES = 4_096;

/** What the C library looks up; no name of the host is in it. */
const ETC_FILES: Readonly<Record<string, string>> = {
  passwd: `root:x:0:0:root:/:/usr/sbin/nologin\nstudent:x:${INNER_USER}:${INNER_USER}:student:/work:/bin/sh\n`,
  group: `root:x:0:\nstudent:x:${INNER_USER}:\n`,
  hosts: '127.0.0.1 localhost sandbox\n::1 localhost\n',
  'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files\n',
};

/** Host configuration without secrets that runtimes fail without. */
export interface EtcEntry {
  path: string;
  kind: 'file' | 'folder';
}

/**
 * tmpfs options that make the disk limit hold exactly, in bytes and in names; what the box itself puts there,
 * with `inputBytes` of standard input, does not eat from the program's share.
 */
export function stageOptions(limits: BoxLimits, inputBytes: number): string {
  const own = Object.keys(ETC_FILES).length + Math.ceil(inputBytes / PAGE_BYTES);
  const bytes = Math.ceil(limits.diskMb * MB) + own * PAGE_BYTES;
  const names = Math.max(LEAST_NAMES, Math.ceil(limits.diskMb * NAMES_PER_MB)) + OWN_NAMES;
  return `size=${bytes},nr_inodes=${names},mode=0755,nosuid,nodev`;
}

/** The read-only sources of one run, and which of them must be copied. */
export class ReadOnlyPlan {
  private readonly sources: readonly { source: ReadOnlySource; target: string }[];

  /** Throws a BoxRequestError when a source is missing or too big to copy. */
  constructor(binds: readonly ReadOnlyBind[], ownUser: boolean) {
    this.sources = binds.map(({ source, target }) => ({ source: inspectSource(source, ownUser), target }));
    if (this.copyBytes > MAX_COPY_BYTES) {
      throw new BoxRequestError('A read-only folder that only we may read is too big to be copied.');
    }
  }

  private get copyBytes(): number {
    return this.sources.reduce((sum, { source }) => sum + (source.copy ? source.bytes : 0), 0);
  }

  /** Options of the tmpfs that holds the copies; empty when nothing is copied. */
  get mountOptions(): string {
    if (!this.sources.some(({ source }) => source.copy)) return '';
    return `size=${this.copyBytes * 2 + 16 * MB},mode=0755,nosuid,nodev`;
  }

  /** Where bubblewrap finds each source. */
  binds(stage: string): ReadOnlyBind[] {
    return this.sources.map(({ source, target }, index) => {
      const copied = `${stage}/ro/${index}${source.kind === 'file' ? '/file' : ''}`;
      return { target, source: source.copy ? copied : source.path };
    });
  }

  /** Makes the copies below the open folder of the stage. */
  async copyInto(stage: number): Promise<void> {
    const filler = new Filler({ owner: null, links: 'keep' });
    for (const [index, { source }] of this.sources.entries()) {
      if (!source.copy) continue;
      makeOwnedFolder(stage, `ro/${index}`, 0o755, null);
      const target = makeFolderBelow(stage, `ro/${index}`, 0o755);
      try {
        if (source.kind === 'folder') await copyFrom(filler, source.path, target);
        else filler.copySingle(source.path, target, 'file');
      } finally {
        closeSync(target);
      }
    }
  }
}

async function copyFrom(filler: Filler, path: string, target: number): Promise<void> {
  const folder = openFolder(path);
  try {
    await filler.copy(folder, target);
  } finally {
    closeSync(folder);
  }
}

/** The mounted work folder of one run, held open from outside: it lives until we close it. */
export class RunStage {
  private filledMb = 0;

  private constructor(private readonly folder: number) {}

  /** Opens the stage that the first process `pid` has mounted. */
  static open(pid: number, path: string): RunStage {
    return new RunStage(openFolder(`/proc/${pid}/root${path}`));
  }

  /** Puts everything in place before the start. */
  async fill(
    user: number | null,
    etc: readonly EtcEntry[],
    readOnly: ReadOnlyPlan,
    workFrom?: string,
  ): Promise<void> {
    const owner = user === null ? null : { uid: user, gid: user };
    makeOwnedFolder(this.folder, 'work', 0o755, owner);
    for (const name of ['tmp', 'shm']) makeOwnedFolder(this.folder, name, 0o1777, owner);
    makeOwnedFolder(this.folder, 'none', 0o555, null);
    this.fillEtc(etc);
    if (readOnly.mountOptions !== '') await readOnly.copyInto(this.folder);
    if (workFrom !== undefined) {
      const work = makeFolderBelow(this.folder, 'work', 0o755);
      try {
        await copyFrom(new Filler({ owner, links: 'leave-out' }), workFrom, work);
      } finally {
        closeSync(work);
      }
    }
    this.filledMb = this.usedMb;
  }

  /** MB of files the program itself has written; they live in memory and count as disk, not as memory. */
  get writtenMb(): number {
    return Math.max(0, this.usedMb - this.filledMb);
  }

  /** Hands the open working folder to `use`. */
  withWork<T>(use: (work: number) => T): T {
    const work = makeFolderBelow(this.folder, 'work', 0o755);
    try {
      return use(work);
    } finally {
      closeSync(work);
    }
  }

  close(): void {
    closeSync(this.folder);
  }

  private get usedMb(): number {
    const { blocks, bfree, bsize } = statfsSync(`/proc/self/fd/${this.folder}`);
    return ((blocks - bfree) * bsize) / MB;
  }

  /** Lays down what the program reads; the file is not below its working folder. */
  writeInput(input: Buffer | string): void {
    this.write('stdin', input);
    this.filledMb = this.usedMb;
  }

  private fillEtc(etc: readonly EtcEntry[]): void {
    makeOwnedFolder(this.folder, 'etc', 0o755, null);
    for (const [name, text] of Object.entries(ETC_FILES)) this.write(`etc/${name}`, text);
    for (const { path, kind } of etc) {
      if (kind === 'folder') makeOwnedFolder(this.folder, path.slice(1), 0o755, null);
      else this.write(path.slice(1), '');
    }
  }

  /** The mode is set apart from the making: our own umask must not hide the file from the box. */
  private write(name: string, text: Buffer | string): void {
    writeFileSync(below(this.folder, name), text);
    chmodSync(below(this.folder, name), 0o644);
  }
}
