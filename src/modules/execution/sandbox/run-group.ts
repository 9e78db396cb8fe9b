import { readFileSync } from 'node:fs';

import type { BoxLimits } from './box.js';
import type { RunMeter } from './meter.js';

/** The cgroup of one run: it counts and bounds all its processes together. */
export interface RunGroup extends RunMeter {
  /**
   * Moves the process that will start the first one. The kernel makes the first move after a pause wait for
   * up to 20 ms, and this one waits while the first process mounts its folder; `join` is then quick. Never rejects.
   */
  warmUp(pid: number): Promise<void>;
  /** Moves a process, and with it everything it will start, into the group. */
  join(pid: number): void;
  /**
   * Sets the limits of the run that begins now and counts from here; `filesMb` tells how much memory the run's own
   * files hold at the moment.
   */
  bound(limits: BoxLimits, filesMb: () => number): void;
  /** Highest memory in MB, files included; null where the kernel keeps no record. */
  peakMb(): number | null;
  /** Kills what is left in the group and removes it. */
  remove(): Promise<void>;
}

/** A way to make cgroups on this machine. */
export interface RunGroups {
  readonly version: 1 | 2;
  /** Makes a group for one run, whose limits are set by `bound`. */
  create(name: string): RunGroup;
  /** Names of all groups that workers on this machine have made and not removed. */
  names(): string[];
  /** Kills and removes a group whose owner is dead. */
  discard(name: string): Promise<void>;
}

/**
 * Makes the group of a name that nobody else may use. What an earlier run left there (made by half, or too busy to be
 * removed) is cleared away first, for it would stand in the way of every later one.
 */
export async function ownGroup(groups: RunGroups, name: string): Promise<RunGroup> {
  try {
    return groups.create(name);
  } catch {
    await groups.discard(name);
    return groups.create(name);
  }
}

/** Prefix of our groups' names. */
export const GROUP_PREFIX = 'lectern-run-';

/** unshare, sh and bubblewrap's two processes are in the group beside the program's. */
export const OWN_PROCESSES = 5;

/** What those processes and the kernel's book-keeping need. */
export const OWN_MEMORY_MB = 4;

export const MB = 1024 * 1024;

/** One core a run: a run's speed must not depend on how many cores happen to be idle. */
export const CPU_PERIOD_US = 100_000;
export const CPU_QUOTA_US = 100_000;

/** Reads `name value` lines such as memory.stat; a missing file is an empty table. */
export function readTable(path: string): Map<string, number> {
  let text = '';
  try {
    text = readFileSync(path, 'latin1');
  } catch {
    return new Map();
  }
  return new Map(
    text
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .map(([name, value]) => [name ?? '', Number(value)]),
  );
}

/** Reads a file with one number; null when it is missing or says something else. */
export function readNumber(path: string): number | null {
  try {
    const value = Number(readFileSync(path, 'latin1').trim());
    return Number.isFinite(value) ? value : null;
  } catch {
    return null;
  }
}
