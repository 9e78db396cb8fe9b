import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { BareRepositories } from './bare-repositories.js';
import { runGit } from './git-command.js';

/** A repository that nobody has used for so long is in nobody's use: every use renews the time of its folder. */
const QUIET_MS = 10 * 60_000;
const KEPT_MS = 7 * 24 * 3600_000;
const SUFFIX = '.git';

const MAX_PACKS = 10;
/** Loose objects are spread evenly over 256 folders; one of them tells how many there are. */
const MAX_LOOSE_IN_ONE = 4;
const MOST_PACKED = 200;
const TURN_MS = 30 * 60_000;
/** What nothing refers to may still belong to a push that has begun; git's own measure for that. */
const EXPIRY = '2.weeks.ago';
const STEPS: readonly (readonly string[])[] = [
  ['repack', '-A', '-d', '-l', '-q', `--unpack-unreachable=${EXPIRY}`],
  ['prune-packed', '-q'],
  ['prune', `--expire=${EXPIRY}`],
  ['pack-refs', '--all'],
];
const MODEST: readonly (readonly [string, string])[] = [
  ['pack.threads', '1'],
  ['pack.windowMemory', '64m'],
  ['pack.deltaCacheSize', '64m'],
];

/** Room on the disk: packs repositories that grew, and takes away those that are not needed any more. */
@Injectable()
export class RepositoryUpkeep {
  private readonly logger = new Logger('RepositoryUpkeep');
  private readonly aside: string;

  constructor(private readonly repositories: BareRepositories) {
    this.aside = join(repositories.root, 'removed');
  }

  /** Keys of all repositories. */
  async *keys(): AsyncGenerator<string> {
    const { root } = this.repositories;
    for (const first of await namesIn(root)) {
      for (const kind of await namesIn(join(root, first))) {
        const names = kind.endsWith(SUFFIX) ? [''] : await namesIn(join(root, first, kind));
        for (const name of names) {
          const path = name === '' ? `${first}/${kind}` : `${first}/${kind}/${name}`;
          const key = path.slice(0, -SUFFIX.length);
          if (path.endsWith(SUFFIX) && this.repositories.isKey(key)) yield key;
        }
      }
    }
  }

  /** Takes a repository away for good after a week, at once out of reach; false: it is in use, or not there. */
  async putAside(key: string): Promise<boolean> {
    if (!(await this.isQuiet(key))) return false;
    const folder = this.repositories.folderOf(key);
    const now = new Date();
    await mkdir(this.aside, { recursive: true });
    await utimes(folder, now, now);
    await rename(folder, join(this.aside, `${key.replaceAll('/', '.')}.${randomUUID()}`));
    return true;
  }

  /** Removes the folders that the repositories below this id leave, as far as they are empty. */
  async removeEmptyFolders(id: string): Promise<void> {
    const folder = join(this.repositories.root, id);
    for (const kind of await namesIn(folder)) await rmdir(join(folder, kind)).catch(() => undefined);
    await rmdir(folder).catch(() => undefined);
  }

  /** Removes what was put aside a week ago; returns how many repositories. */
  async removePutAside(): Promise<number> {
    let removed = 0;
    for (const name of await namesIn(this.aside)) {
      const folder = join(this.aside, name);
      if ((await ageOf(folder)) < KEPT_MS) continue;
      await rm(folder, { recursive: true, force: true });
      removed += 1;
    }
    return removed;
  }

  /**
   * Packs repositories that have many packs or loose objects and are not in use, one after the other, until `ending`, at
   * most 200 and for half an hour; returns how many. No hook and no automatic work of git is part of it.
   */
  async packGrown(ending: AbortSignal): Promise<number> {
    const end = performance.now() + TURN_MS;
    let packed = 0;
    for await (const key of this.keys()) {
      if (ending.aborted || packed >= MOST_PACKED || performance.now() > end) break;
      if (!(await hasGrown(this.repositories.folderOf(key))) || !(await this.isQuiet(key))) continue;
      packed += 1;
      await this.pack(key, ending);
    }
    return packed;
  }

  private async pack(key: string, signal: AbortSignal): Promise<void> {
    const endUse = await this.repositories.hold(key);
    try {
      for (const step of STEPS) {
        if (signal.aborted) return;
        await runGit(this.repositories.folderOf(key), step, [], { signal, settings: MODEST });
      }
    } catch (error) {
      if (!signal.aborted) this.logger.warn(`${key} was not packed: ${String(error)}`);
    } finally {
      endUse();
    }
  }

  private async isQuiet(key: string): Promise<boolean> {
    return (await ageOf(this.repositories.folderOf(key))) >= QUIET_MS;
  }
}

/** Milliseconds since the folder changed; -1 when it is not there. */
async function ageOf(folder: string): Promise<number> {
  const found = await stat(folder).catch(() => null);
  return found === null ? -1 : Date.now() - found.mtimeMs;
}

async function hasGrown(folder: string): Promise<boolean> {
  const packs = (await namesIn(join(folder, 'objects/pack'))).filter((name) => name.endsWith('.pack'));
  return packs.length > MAX_PACKS || (await namesIn(join(folder, 'objects/17'))).length > MAX_LOOSE_IN_ONE;
}

/** Names in a folder, none when there is no such folder. */
async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
