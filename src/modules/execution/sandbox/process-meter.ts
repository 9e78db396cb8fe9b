import { readdirSync, readFileSync } from 'node:fs';

import type { RunMeter, RunUse } from './meter.js';

/** Clock ticks a second in /proc/<pid>/stat; the kernel shows 100 to programs on every architecture we run on. */
const TICKS = 100;
const KB_IN_MB = 1024;

function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'latin1');
  } catch {
    return '';
  }
}

function childrenOf(pid: number): number[] {
  let tasks: string[];
  try {
    tasks = readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
  return tasks.flatMap((task) =>
    readProc(`${pid}/task/${task}/children`).split(' ').filter(Boolean).map(Number),
  );
}

/** The process and everything below it, as seen from here. */
export function processTree(root: number): number[] {
  const found = [root];
  for (let index = 0; index < found.length; index += 1) found.push(...childrenOf(found[index] ?? 0));
  return found;
}

/** Fields of /proc/<pid>/stat that follow the name, which may itself hold spaces and brackets. */
export function statFields(pid: number): string[] {
  const text = readProc(`${pid}/stat`);
  return text === '' ? [] : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

const STAT = { parent: 1, user: 11, system: 12, childrenUser: 13, childrenSystem: 14, started: 19 } as const;

/** When the process started, in clock ticks since boot; with its number this names a process for ever. */
export function startOf(pid: number): string | null {
  return statFields(pid)[STAT.started] ?? null;
}

/** The parent's number, or null when the process is gone. */
export function parentOf(pid: number): number | null {
  const parent = statFields(pid)[STAT.parent];
  return parent === undefined ? null : Number(parent);
}

function statusKb(status: string, field: string): number {
  const match = new RegExp(`^${field}:\\s+(\\d+) kB`, 'mu').exec(status);
  return match ? Number(match[1]) : 0;
}

interface MemoryFigures {
  tables: number;
  pages: number;
}

function figuresOf(pid: number): MemoryFigures {
  const status = readProc(`${pid}/status`);
  const pages = statusKb(status, 'RssAnon') + statusKb(status, 'RssShmem') + statusKb(status, 'VmSwap');
  return { tables: statusKb(status, 'VmPTE'), pages };
}

/** Its share of memory that several processes have in common; all of it where the kernel will not tell us. */
function shareOf(pid: number): MemoryFigures {
  const text = readProc(`${pid}/smaps_rollup`);
  // Read after the share: of a process that died in between nothing is left to count.
  const whole = figuresOf(pid);
  if (text === '') return whole;
  const pages = statusKb(text, 'Pss_Anon') + statusKb(text, 'Pss_Shmem') + statusKb(text, 'SwapPss');
  return { tables: whole.tables, pages: Math.min(pages, whole.pages) };
}

const sumMb = (figures: readonly MemoryFigures[]): number =>
  figures.reduce((sum, { tables, pages }) => sum + tables + pages, 0) / KB_IN_MB;

/** Sockets a program may have before what they can hold counts as its memory. */
const FREE_SOCKETS = 32;
/** What the kernel keeps in one socket at most unless told otherwise (net.core.wmem_default). */
const SOCKET_MB = 0.2;

/** Unread data in sockets belongs to no process; their number in the run's own network bounds it. */
function socketsMb(pid: number): number {
  const used = /^sockets: used (\d+)/mu.exec(readProc(`${pid}/net/sockstat`))?.[1];
  return Math.max(0, Number(used ?? 0) - FREE_SOCKETS) * SOCKET_MB;
}

/** Sums up the processes below one process; for machines where no cgroup does it. */
export class ProcessMeter implements RunMeter {
  private readonly spent = new Map<string, number>();

  /** `limitMb` is where the quick sum, which counts shared pages many times, is checked by the exact slow one. */
  constructor(
    private readonly root: number,
    private readonly limitMb: number,
  ) {}

  sample(): RunUse {
    const pids = processTree(this.root);
    return { cpuSeconds: this.cpuSeconds(pids), memoryMb: this.memoryMb(pids), outOfMemory: false };
  }

  /**
   * Two sums, each blind to something: children a parent refuses to wait for are missing in the first, children
   * that lived between two samples in the second.
   */
  private cpuSeconds(pids: readonly number[]): number {
    let inherited = 0;
    for (const pid of pids) {
      const fields = statFields(pid);
      const ticks = (index: number): number => Number(fields[index] ?? 0);
      const own = ticks(STAT.user) + ticks(STAT.system);
      inherited += own + ticks(STAT.childrenUser) + ticks(STAT.childrenSystem);
      if (fields.length > 0) this.spent.set(`${pid}/${fields[STAT.started]}`, own);
    }
    const seen = [...this.spent.values()].reduce((sum, ticks) => sum + ticks, 0);
    return Math.max(inherited, seen) / TICKS;
  }

  private memoryMb(pids: readonly number[]): number {
    // The last one found is deepest in the tree and so inside the box.
    const sockets = socketsMb(pids.at(-1) ?? this.root);
    const quick = sumMb(pids.map(figuresOf)) + sockets;
    if (quick <= this.limitMb) return quick;
    // Shares move to others when a process ends half-way through; two looks do not err the same way.
    const exact = (): number => sumMb(pids.map(shareOf)) + sockets;
    return Math.min(exact(), exact());
  }
}
