import { readdirSync, readFileSync, statfsSync, statSync } from 'node:fs';

import { startOf, statFields } from '../sandbox/process-meter.js';
import { MARK } from './attack.js';

const LOOK_MS = 50;
/** What the clock of the watch counts for the time between two looks at most: longer ones are our own lateness. */
const LONGEST_GAP_MS = 1000;
const MB = 1024 * 1024;
const KB_IN_MB = 1024;
/** Field of /proc/<pid>/stat after the name: number of threads. */
const THREADS = 17;
const MOST_MEASURED = 64;
const PLACES = ['/work', '/tmp', '/dev/shm'];

/** The most that was seen of the processes of one attack. */
export interface Sighting {
  /** Processes and threads at once. */
  processes: number;
  memoryMb: number;
  diskMb: number;
  /**
   * How long it was seen, in seconds. While a busy machine lets nobody look, the sandbox in this same process cannot
   * end anything either: of such a time one second counts, and the rest is `late`.
   */
  seconds: number;
  late: number;
  /** Host users they ran as. */
  users: Set<number>;
}

function readProc(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    return '';
  }
}

/** Numbers of all processes of this machine that we can see. */
export const allProcesses = (): string[] => readdirSync('/proc').filter((name) => /^\d+$/u.test(name));

function markOf(pid: string): string | null {
  return new RegExp(`(?:^|\0)${MARK}=([\\w-]+)`, 'u').exec(readProc(pid, 'environ'))?.[1] ?? null;
}

/** Host user of a process; null when it is gone. */
export function userOf(pid: string): number | null {
  const user = /^Uid:\s+(\d+)/mu.exec(readProc(pid, 'status'))?.[1];
  return user === undefined ? null : Number(user);
}

function memoryMb(pid: string): number {
  return Number(/^Pss:\s+(\d+)/mu.exec(readProc(pid, 'smaps_rollup'))?.[1] ?? 0) / KB_IN_MB;
}

/** A process as it was found: its number may be another's at the next look, the two together never. */
interface Found {
  pid: string;
  start: string;
}

const isStill = ({ pid, start }: Found): boolean => startOf(Number(pid)) === start;

/**
 * MB used on the file systems a process may write to, each counted once. In a box they are its own; whatever others
 * fill is counted only where the program shares it with them, and may fill it as well.
 */
function diskMb(pid: string): number {
  const used = new Map<number, number>();
  for (const place of PLACES) {
    try {
      const path = `/proc/${pid}/root${place}`;
      const { blocks, bfree, bsize } = statfsSync(path);
      used.set(statSync(path).dev, ((blocks - bfree) * bsize) / MB);
    } catch {
      // It is gone, or hides itself from users like us.
    }
  }
  return [...used.values()].reduce((sum, each) => sum + each, 0);
}

const NOTHING = { processes: 0, memoryMb: 0, diskMb: 0 } as const;
const sum = (figures: readonly number[]): number => figures.reduce((total, each) => total + each, 0);

/**
 * Looks at all processes of the machine every few milliseconds and keeps what it sees of those that carry a mark,
 * wherever they went: it shares nothing with the sandbox that it watches.
 */
export class ProcessWatch {
  private readonly sightings = new Map<string, Sighting>();
  private readonly firsts = new Map<string, { clock: number; now: number }>();
  private readonly strangers = new Set(allProcesses().map((pid) => `${pid}/${startOf(Number(pid))}`));
  private timer: NodeJS.Timeout | undefined;
  private looked = performance.now();
  /** Runs as performance.now() does, but for gaps between looks that are too long. */
  private clock = 0;

  start(): this {
    this.timer = setInterval(() => this.look(), LOOK_MS);
    return this;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** What was seen of the attack; undefined when it was over between two looks. */
  seen(mark: string): Sighting | undefined {
    return this.sightings.get(mark);
  }

  /** All host users but our own under which attacks ran: those of the boxes at L3. */
  get users(): number[] {
    return [...new Set([...this.sightings.values()].flatMap(({ users }) => [...users]))].filter(
      (user) => user !== process.getuid?.(),
    );
  }

  /** Host numbers of the processes that carry the mark now, in their environment or their words. */
  alive(mark: string): string[] {
    // Marks of other attacks may begin with this one.
    const words = new RegExp(`${mark}(?![\\w-])`, 'u');
    return allProcesses().filter(
      (pid) => pid !== String(process.pid) && (markOf(pid) === mark || words.test(readProc(pid, 'cmdline'))),
    );
  }

  /** Looks at once; beside the looks of its own, where something is known to be worth it. */
  look(): void {
    const now = performance.now();
    this.clock += Math.min(now - this.looked, LONGEST_GAP_MS);
    this.looked = now;
    const found = new Map<string, Found[]>();
    for (const pid of allProcesses()) {
      const start = startOf(Number(pid));
      if (start === null || this.strangers.has(`${pid}/${start}`)) continue;
      const mark = markOf(pid);
      if (mark) found.set(mark, [...(found.get(mark) ?? []), { pid, start }]);
    }
    for (const [mark, processes] of found) this.note(mark, processes);
  }

  /**
   * Only what belongs to processes that are there before and after the measuring is counted: they have all been there
   * at one moment, and attacks that start thousands of processes have the numbers of gone ones given to others.
   */
  private note(mark: string, found: readonly Found[]): void {
    const measured = found.map((process, index) => ({
      process,
      threads: Number(statFields(Number(process.pid))[THREADS] ?? 0),
      memory: index < MOST_MEASURED ? memoryMb(process.pid) : 0,
    }));
    const still = measured.filter(({ process }) => isStill(process));
    const first = still[0]?.process;
    const [disk, user] = first ? [diskMb(first.pid), userOf(first.pid)] : [0, null];
    const isSure = first !== undefined && isStill(first);
    const began = this.firsts.get(mark) ?? { clock: this.clock, now: this.looked };
    this.firsts.set(mark, began);
    const seconds = (this.clock - began.clock) / 1000;
    const old = this.sightings.get(mark) ?? { ...NOTHING, users: new Set<number>() };
    this.sightings.set(mark, {
      processes: Math.max(old.processes, sum(still.map(({ threads }) => threads))),
      memoryMb: Math.max(old.memoryMb, sum(still.map(({ memory }) => memory))),
      diskMb: Math.max(old.diskMb, isSure ? disk : 0),
      seconds,
      late: (this.looked - began.now) / 1000 - seconds,
      users: isSure && user !== null ? new Set([...old.users, user]) : old.users,
    });
  }
}
