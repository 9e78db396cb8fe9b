import { readdirSync, readFileSync, statfsSync, statSync } from 'node:fs';

import { statFields } from '../sandbox/process-meter.js';
import { MARK } from './attack.js';

const LOOK_MS = 50;
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
  /** Milliseconds of performance.now(). */
  first: number;
  last: number;
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

/** MB used on the file systems a process may write to, each counted once. */
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

/**
 * Looks at all processes of the machine every few milliseconds and keeps what it sees of those that carry a mark,
 * wherever they went: it shares nothing with the sandbox that it watches.
 */
export class ProcessWatch {
  private readonly sightings = new Map<string, Sighting>();
  private readonly strangers = new Set(allProcesses().map((pid) => `${pid}/${statFields(Number(pid))[19]}`));
  private timer: NodeJS.Timeout | undefined;

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
    return allProcesses().filter(
      (pid) =>
        pid !== String(process.pid) && (markOf(pid) === mark || readProc(pid, 'cmdline').includes(mark)),
    );
  }

  private look(): void {
    const found = new Map<string, string[]>();
    for (const pid of allProcesses()) {
      if (this.strangers.has(`${pid}/${statFields(Number(pid))[19]}`)) continue;
      const mark = markOf(pid);
      if (mark) found.set(mark, [...(found.get(mark) ?? []), pid]);
    }
    for (const [mark, pids] of found) this.note(mark, pids);
  }

  private note(mark: string, pids: readonly string[]): void {
    const now = performance.now();
    const none = { processes: 0, memoryMb: 0, diskMb: 0, first: now, users: new Set<number>() };
    const old = this.sightings.get(mark) ?? none;
    const threads = pids.reduce((sum, pid) => sum + Number(statFields(Number(pid))[THREADS] ?? 0), 0);
    const memory = pids.slice(0, MOST_MEASURED).reduce((sum, pid) => sum + memoryMb(pid), 0);
    const users = pids.slice(0, 1).flatMap((pid) => userOf(pid) ?? []);
    this.sightings.set(mark, {
      processes: Math.max(old.processes, threads),
      memoryMb: Math.max(old.memoryMb, memory),
      diskMb: Math.max(old.diskMb, diskMb(pids[0] ?? '')),
      first: old.first,
      last: now,
      users: new Set([...old.users, ...users]),
    });
  }
}
