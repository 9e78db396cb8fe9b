import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';

import type { BoxLimits } from './box.js';
import { removeGroupFolder } from './group-removal.js';
import type { RunUse } from './meter.js';
import {
  CPU_PERIOD_US,
  CPU_QUOTA_US,
  GROUP_PREFIX,
  MB,
  OWN_MEMORY_MB,
  OWN_PROCESSES,
  readNumber,
  readTable,
  type RunGroup,
  type RunGroups,
} from './run-group.js';

class RunGroupV2 implements RunGroup {
  private filesMb: () => number = () => 0;
  private usedBefore = 0;

  constructor(private readonly folder: string) {}

  async warmUp(pid: number): Promise<void> {
    await writeFile(`${this.folder}/cgroup.procs`, String(pid)).catch(() => undefined);
  }

  join(pid: number): void {
    writeFileSync(`${this.folder}/cgroup.procs`, String(pid));
  }

  bound(limits: BoxLimits, filesMb: () => number): void {
    const memory = Math.ceil((limits.memoryMb + limits.diskMb + OWN_MEMORY_MB) * MB);
    writeFileSync(`${this.folder}/memory.max`, String(memory));
    writeFileSync(`${this.folder}/pids.max`, String(limits.processes + OWN_PROCESSES));
    this.filesMb = filesMb;
    this.usedBefore = this.usage;
  }

  private get usage(): number {
    return (readTable(`${this.folder}/cpu.stat`).get('usage_usec') ?? 0) / 1e6;
  }

  sample(): RunUse {
    const memory = readTable(`${this.folder}/memory.stat`);
    const figure = (name: string): number => (memory.get(name) ?? 0) / MB;
    const shared = Math.max(0, figure('shmem') - this.filesMb());
    return {
      cpuSeconds: this.usage - this.usedBefore,
      memoryMb: Math.max(0, figure('anon') + shared - OWN_MEMORY_MB),
      outOfMemory: (readTable(`${this.folder}/memory.events`).get('oom_kill') ?? 0) > 0,
    };
  }

  peakMb(): number | null {
    const bytes = readNumber(`${this.folder}/memory.peak`);
    return bytes === null ? null : bytes / MB;
  }

  async remove(): Promise<void> {
    const switchPath = `${this.folder}/cgroup.kill`;
    if (existsSync(switchPath)) writeFileSync(switchPath, '1');
    await removeGroupFolder(this.folder);
  }
}

/** cgroups of version 2: one folder a run below a parent whose children have the three controllers. */
export class RunGroupsV2 implements RunGroups {
  readonly version = 2;

  constructor(private readonly parent: string) {}

  create(name: string): RunGroup {
    const folder = `${this.parent}/${name}`;
    mkdirSync(folder);
    const set = (file: string, value: number | string): void =>
      writeFileSync(`${folder}/${file}`, String(value));
    // Both depend on how the kernel was built.
    if (existsSync(`${folder}/memory.swap.max`)) set('memory.swap.max', 0);
    if (existsSync(`${folder}/memory.oom.group`)) set('memory.oom.group', 1);
    set('cpu.max', `${CPU_QUOTA_US} ${CPU_PERIOD_US}`);
    return new RunGroupV2(folder);
  }

  names(): string[] {
    return readdirSync(this.parent).filter((name) => name.startsWith(GROUP_PREFIX));
  }

  async discard(name: string): Promise<void> {
    const folder = `${this.parent}/${name}`;
    if (existsSync(folder)) await new RunGroupV2(folder).remove();
  }
}

const NEEDED = ['memory', 'pids', 'cpu'];

/** The child of a delegated group that the worker itself moves into. */
const OWN_LEAF = 'lectern-worker';

/** Writes one of the kernel's files; a parameter because only a kernel refuses as a kernel does. */
export type WriteControl = (file: string, text: string) => void;

/** Whether children of `parent` have the controllers, switching them on where we may. */
function delegates(parent: string, write: WriteControl): boolean {
  const probe = `${parent}/lectern-probe-${process.pid}`;
  try {
    const offered = readFileSync(`${parent}/cgroup.controllers`, 'latin1').trim().split(' ');
    if (!NEEDED.every((controller) => offered.includes(controller))) return false;
    switchOn(parent, write);
    mkdirSync(probe);
    try {
      return ['memory.max', 'pids.max', 'cpu.max', 'cgroup.procs'].every((file) =>
        existsSync(`${probe}/${file}`),
      );
    } finally {
      rmdirSync(probe);
    }
  } catch {
    return false;
  }
}

/**
 * Below the top a group has either processes or children with controllers. When we are its only process, as the main
 * one of a service is, we move into a child; a group with others in it, such as that of a session, is left alone.
 */
function switchOn(parent: string, write: WriteControl): void {
  const control = `${parent}/cgroup.subtree_control`;
  const words = NEEDED.map((controller) => `+${controller}`).join(' ');
  try {
    write(control, words);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
    const inside = readFileSync(`${parent}/cgroup.procs`, 'latin1').trim();
    if (inside !== String(process.pid)) throw error;
    mkdirSync(`${parent}/${OWN_LEAF}`, { recursive: true });
    write(`${parent}/${OWN_LEAF}/cgroup.procs`, inside);
    write(control, words);
  }
}

/** What findGroupsV2 goes by. */
export interface GroupSurroundings {
  mountTable: string;
  ownGroups: string;
  isRoot: boolean;
  write: WriteControl;
}

function surroundings(): GroupSurroundings {
  return {
    mountTable: readFileSync('/proc/self/mounts', 'utf8'),
    ownGroups: readFileSync('/proc/self/cgroup', 'utf8'),
    isRoot: process.getuid?.() === 0,
    write: writeFileSync,
  };
}

/**
 * Finds a place for groups of version 2: the top of the hierarchy (root on a host, or in a container with a
 * writable one) or the group this process was put into when that was delegated to it, as `Delegate=` of systemd does
 * for a service of any user; null when there is none.
 */
export function findGroupsV2(given: Partial<GroupSurroundings> = {}): RunGroupsV2 | null {
  const { mountTable, ownGroups, isRoot, write } = { ...surroundings(), ...given };
  const mount = mountTable
    .split('\n')
    .map((line) => line.split(' '))
    .find(([, , type]) => type === 'cgroup2')?.[1];
  if (mount === undefined) return null;
  const group = /^0::(\/.*)$/mu.exec(ownGroups)?.[1] ?? '/';
  const own = `${mount}${group.replace(new RegExp(`/${OWN_LEAF}$`, 'u'), '')}`;
  const parent = (isRoot ? [mount, own] : [own]).find((place) => delegates(place, write));
  return parent === undefined ? null : new RunGroupsV2(parent);
}
