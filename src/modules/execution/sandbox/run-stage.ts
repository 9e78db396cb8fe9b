import { chmodSync, closeSync, statfsSync, writeFileSync } from 'node:fs';

import { INNER_USER } from './box-arguments.js';
import { Filler, type FillOptions, makeOwnedFolder } from './fill.js';
import type { ReadOnlyPlan } from './read-only-plan.js';
import { type OwnRoom, PAGE_BYTES, pagesOf } from './stage-size.js';
import { below, makeFolderBelow, openFolder } from './tree.js';

const MB = 1024 * 1024;

/** What the C library looks up; no name of the host is in it. */
const ETC_FILES: Readonly<Record<string, string>> = {
  passwd: `root:x:0:0:root:/:/usr/sbin/nologin\nstudent:x:${INNER_USER}:${INNER_USER}:student:/work:/bin/sh\n`,
  group: `root:x:0:\nstudent:x:${INNER_USER}:\n`,
  hosts: '127.0.0.1 localhost sandbox\n::1 localhost\n',
  'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files\n',
};

/** The folders, the input, the start file and what fills the room that is left, beside the entries of /etc. */
const OTHER_NAMES = 16;

/** Host configuration without secrets that runtimes fail without. */
export interface EtcEntry {
  path: string;
  kind: 'file' | 'folder';
}

/** What of ours is laid into the work folder for a run. */
export interface StageContent {
  readOnly: ReadOnlyPlan;
  /** Host folder to be copied into the working folder. */
  workFrom: string | undefined;
  /** What the program reads, as a file that is not below its working folder. */
  input: Buffer | string | undefined;
  /** Text and name of the file that the first process starts from. */
  start: { name: string; text: string };
}

const sizeOf = (content: Buffer | string | undefined): number =>
  content === undefined ? 0 : Buffer.byteLength(content);

/** Pages and names that this content and the box's own files take; files in `workFrom` are the program's share. */
export function ownRoom(etc: readonly EtcEntry[], content?: StageContent): OwnRoom {
  const copies = content?.readOnly.room ?? { pages: 0, names: 0 };
  const laid = pagesOf(sizeOf(content?.input)) + pagesOf(sizeOf(content?.start.text));
  const files = Object.keys(ETC_FILES).length;
  return { pages: files + laid + copies.pages, names: OTHER_NAMES + files + etc.length + copies.names };
}

/** The mounted work folder of one run, held open from outside: it lives until we close it. */
export class RunStage {
  private filledMb = 0;

  private constructor(
    private readonly folder: number,
    private readonly owner: FillOptions['owner'],
    private readonly etc: readonly EtcEntry[],
  ) {}

  /** Opens the stage that the first process `pid` has mounted and makes what every box has. */
  static furnish(pid: number, path: string, user: number | null, etc: readonly EtcEntry[]): RunStage {
    const owner = user === null ? null : { uid: user, gid: user };
    const stage = new RunStage(openFolder(`/proc/${pid}/root${path}`), owner, etc);
    try {
      stage.makeFolders();
      stage.fillEtc();
      return stage;
    } catch (error) {
      stage.close();
      throw error;
    }
  }

  /** Puts everything in place before the start; what `room` has more than that is used up. */
  async fill(content: StageContent, room: OwnRoom): Promise<void> {
    const { readOnly, workFrom, input, start } = content;
    this.write(start.name, start.text);
    if (input !== undefined) this.write('stdin', input);
    this.write('rest', Buffer.alloc((room.pages - ownRoom(this.etc, content).pages) * PAGE_BYTES));
    await readOnly.copyInto(this.folder);
    if (workFrom !== undefined) await this.fillWork(workFrom);
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

  private makeFolders(): void {
    makeOwnedFolder(this.folder, 'work', 0o755, this.owner);
    for (const name of ['tmp', 'shm']) makeOwnedFolder(this.folder, name, 0o1777, this.owner);
    makeOwnedFolder(this.folder, 'none', 0o555, null);
    makeOwnedFolder(this.folder, 'etc', 0o755, null);
  }

  private fillEtc(): void {
    for (const [name, text] of Object.entries(ETC_FILES)) this.write(`etc/${name}`, text);
    for (const { path, kind } of this.etc) {
      if (kind === 'folder') makeOwnedFolder(this.folder, path.slice(1), 0o755, null);
      else this.write(path.slice(1), '');
    }
  }

  private async fillWork(source: string): Promise<void> {
    const from = openFolder(source);
    try {
      const work = makeFolderBelow(this.folder, 'work', 0o755);
      try {
        await new Filler({ owner: this.owner, links: 'leave-out' }).copy(from, work);
      } finally {
        closeSync(work);
      }
    } finally {
      closeSync(from);
    }
  }

  /** The mode is set apart from the making: our own umask must not hide the file from the box. */
  private write(name: string, text: Buffer | string): void {
    writeFileSync(below(this.folder, name), text);
    chmodSync(below(this.folder, name), 0o644);
  }
}
