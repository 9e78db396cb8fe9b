import type { BoxEnd, BoxLimits } from './box.js';
import type { RunMeter, RunUse } from './meter.js';

/** Why a run was stopped from outside. */
export interface Verdict {
  end: Exclude<BoxEnd, 'exited' | 'signalled'>;
  detail: string;
}

/** Bounds of the time between two looks, in ms. */
const SOONEST_MS = 5;
const LATEST_MS = 40;
/** No program fills memory faster than this, measured with huge pages on. */
const FILL_MB_PER_MS = 8;

/** Watches a run from outside: wall clock, summed CPU time, memory. The first verdict stands. */
export class Supervisor {
  verdict: Verdict | null = null;
  peakMb: number | null = null;
  private readonly began = performance.now();
  private ended: number | null = null;
  private last: RunUse = { cpuSeconds: 0, memoryMb: 0, outOfMemory: false };
  private look: NodeJS.Timeout | null = null;
  private readonly wall: NodeJS.Timeout;

  /** `kill` must end every process of the run. */
  constructor(
    private readonly limits: BoxLimits,
    private readonly meter: RunMeter,
    private readonly kill: () => void,
  ) {
    const late = (): void =>
      this.stop({ end: 'time', detail: `It ran longer than ${limits.wallSeconds} s.` });
    this.wall = setTimeout(late, limits.wallSeconds * 1000);
    this.schedule(SOONEST_MS);
  }

  get cpuSeconds(): number {
    return this.last.cpuSeconds;
  }

  get wallSeconds(): number {
    return ((this.ended ?? performance.now()) - this.began) / 1000;
  }

  /** Ends the run for this reason, unless it is already being ended for another. */
  stop(verdict: Verdict): void {
    this.verdict ??= verdict;
    this.kill();
  }

  /** Takes a last sample (a group outlives its processes) and stops watching. */
  finish(): void {
    this.ended ??= performance.now();
    clearTimeout(this.wall);
    if (this.look) clearTimeout(this.look);
    this.judge(this.measure());
  }

  private measure(): RunUse {
    const use = this.meter.sample();
    this.last = { ...use, cpuSeconds: Math.max(use.cpuSeconds, this.last.cpuSeconds) };
    if (use.memoryMb > 0) this.peakMb = Math.max(this.peakMb ?? 0, use.memoryMb);
    return this.last;
  }

  private judge(use: RunUse): void {
    const { memoryMb, cpuSeconds } = this.limits;
    if (use.outOfMemory || use.memoryMb > memoryMb) {
      this.verdict ??= { end: 'memory', detail: `It used more than ${memoryMb} MB of memory.` };
    } else if (use.cpuSeconds >= cpuSeconds) {
      this.verdict ??= { end: 'time', detail: `It used more than ${cpuSeconds} s of CPU time.` };
    }
  }

  private schedule(delay: number): void {
    this.look = setTimeout(() => {
      const use = this.measure();
      this.judge(use);
      if (this.verdict) this.kill();
      this.schedule(this.nextLook(use));
    }, delay);
  }

  private nextLook(use: RunUse): number {
    const untilFull = (this.limits.memoryMb - use.memoryMb) / FILL_MB_PER_MS;
    const untilSpent = (this.limits.cpuSeconds - use.cpuSeconds) * 1000;
    return Math.min(LATEST_MS, Math.max(SOONEST_MS, Math.min(untilFull, untilSpent)));
  }
}
