import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** A move that comes within this time after another one does not wait, measured up to 10 ms. */
const EVERY_MS = 5;
const LONGEST_MS = 200;

/** The cgroup.procs of the group that the process is in: v1's memory hierarchy or v2's only one; null: not to be found. */
export function ownProcsFile(version: 1 | 2, mountTable: string, ownGroups: string): string | null {
  const mount = mountTable
    .split('\n')
    .map((line) => line.split(' '))
    .find(([, , type, options = '']) =>
      version === 2 ? type === 'cgroup2' : type === 'cgroup' && options.split(',').includes('memory'),
    )?.[1];
  const own = ownGroups
    .split('\n')
    .map((line) => /^\d+:([^:]*):(\/.*)$/u.exec(line))
    .find((line) => (version === 2 ? line?.[1] === '' : line?.[1]?.split(',').includes('memory')))?.[2];
  return mount === undefined || own === undefined ? null : join(mount, own, 'cgroup.procs');
}

/**
 * Keeps the kernel ready to move processes between groups: the first move after a pause waits some 12 ms, for all
 * processors must notice. Moving ourselves to where we are is such a move and changes nothing.
 */
export class GroupStir {
  private until = 0;
  private stirring = false;

  private constructor(private readonly procs: string) {}

  /** Null where our own group cannot be told for certain. */
  static find(version: 1 | 2): GroupStir | null {
    try {
      const mounts = readFileSync('/proc/self/mounts', 'utf8');
      const procs = ownProcsFile(version, mounts, readFileSync('/proc/self/cgroup', 'utf8'));
      // Any other group would be one that we move to.
      const isOurs =
        procs !== null && readFileSync(procs, 'latin1').split('\n').includes(String(process.pid));
      return isOurs ? new GroupStir(procs) : null;
    } catch {
      return null;
    }
  }

  /** A box will be built soon: at the latest in a fifth of a second. */
  begin(): void {
    this.until = performance.now() + LONGEST_MS;
    if (!this.stirring) void this.stir();
  }

  /** It is being built. */
  end(): void {
    this.until = 0;
  }

  private async stir(): Promise<void> {
    this.stirring = true;
    while (performance.now() < this.until) {
      await writeFile(this.procs, String(process.pid)).catch(() => this.end());
      await pause(EVERY_MS);
    }
    this.stirring = false;
  }
}
