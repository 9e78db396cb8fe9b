import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
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

const CONTROLLERS = ['memory', 'pids', 'cpu', 'cpuacct'] as const;
type Controller = (typeof CONTROLLERS)[number];

/** Where each controller is mounted; `cpu` and `cpuacct` often share a place. */
export type ControllerMounts = Record<Controller, string>;

class RunGroupV1 implements RunGroup {
  private filesMb: () => number = () => 0;
  private usedBefore = 0;

  constructor(private readonly folders: ControllerMounts) {}

  async warmUp(pid: number): Promise<void> {
    await writeFile(`${this.folders.memory}/cgroup.procs`, String(pid)).catch(() => undefined);
  }

  join(pid: number): void {
    for (const folder of new Set(Object.values(this.folders)))
      writeFileSync(`${folder}/cgroup.procs`, String(pid));
  }

  bound(limits: BoxLimits, filesMb: () => number): void {
    const { memory, pids } = this.folders;
    const wall = String(Math.ceil((limits.memoryMb + limits.diskMb + OWN_MEMORY_MB) * MB));
    writeFileSync(`${memory}/memory.limit_in_bytes`, wall);
    // Without swap accounting in the kernel this file does not exist.
    const withSwap = `${memory}/memory.memsw.limit_in_bytes`;
    if (existsSync(withSwap)) writeFileSync(withSwap, wall);
    writeFileSync(`${pids}/pids.max`, String(limits.processes + OWN_PROCESSES));
    this.filesMb = filesMb;
    this.usedBefore = this.usage;
  }

  private get usage(): number {
    return (readNumber(`${this.folders.cpuacct}/cpuacct.usage`) ?? 0) / 1e9;
  }

  sample(): RunUse {
    const memory = readTable(`${this.folders.memory}/memory.stat`);
    const figure = (name: string): number => (memory.get(name) ?? 0) / MB;
    const shared = Math.max(0, figure('total_shmem') - this.filesMb());
    return {
      cpuSeconds: this.usage - this.usedBefore,
      memoryMb: Math.max(0, figure('total_rss') + figure('total_swap') + shared - OWN_MEMORY_MB),
      outOfMemory: (readTable(`${this.folders.memory}/memory.oom_control`).get('oom_kill') ?? 0) > 0,
    };
  }

  peakMb(): number | null {
    const bytes = readNumber(`${this.folders.memory}/memory.max_usage_in_bytes`);
    return bytes === null ? null : bytes / MB;
  }

  async remove(): Promise<void> {
    for (const folder of new Set(Object.values(this.folders))) await removeGroupFolder(folder);
  }
}

/** cgroups of version 1: one folder in each controller's hierarchy. */
export class RunGroupsV1 implements RunGroups {
  readonly version = 1;

  constructor(private readonly mounts: ControllerMounts) {}

  create(name: string): RunGroup {
    const folders = this.foldersOf(name);
    for (const folder of new Set(Object.values(folders))) mkdirSync(folder, { recursive: false });
    writeFileSync(`${folders.cpu}/cpu.cfs_period_us`, String(CPU_PERIOD_US));
    writeFileSync(`${folders.cpu}/cpu.cfs_quota_us`, String(CPU_QUOTA_US));
    return new RunGroupV1(folders);
  }

  names(): string[] {
    const all = Object.values(this.mounts).flatMap((mount) => readdirSync(mount));
    return [...new Set(all.filter((name) => name.startsWith(GROUP_PREFIX)))];
  }

  async discard(name: string): Promise<void> {
    await new RunGroupV1(this.foldersOf(name)).remove();
  }

  private foldersOf(name: string): ControllerMounts {
    const entries = CONTROLLERS.map((controller) => [controller, `${this.mounts[controller]}/${name}`]);
    return Object.fromEntries(entries) as ControllerMounts;
  }
}

function controllerMounts(mountTable: string): Partial<ControllerMounts> {
  const found: Partial<ControllerMounts> = {};
  for (const line of mountTable.split('\n')) {
    const [, target = '', type, options = ''] = line.split(' ');
    const named = type === 'cgroup' ? options.split(',') : [];
    for (const controller of CONTROLLERS) if (named.includes(controller)) found[controller] ??= target;
  }
  return found;
}

/** Finds the hierarchies of version 1 in a mount table; null when one is missing or not writable. */
export function findGroupsV1(mountTable = readFileSync('/proc/self/mounts', 'utf8')): RunGroupsV1 | null {
  const found = controllerMounts(mountTable);
  try {
    for (const controller of CONTROLLERS) accessSync(found[controller] ?? '', constants.W_OK);
  } catch {
    return null;
  }
  return new RunGroupsV1(found as ControllerMounts);
}
