import type { Job } from '../schemas/job.schema.js';
import { pauseBefore } from './pause.js';
import { ProgressReporter } from './progress-reporter.js';
import { ServerRefusal, type ServerClient } from './server-client.js';

const HEARTBEAT_MS = 20_000;
const SHORTEST_HEARTBEAT_MS = 1_000;
const BEATS_IN_A_LEASE = 3;
/** News of a run are told at most so often. */
const NEWS_MS = 500;

/** Why the work on a job is to be stopped before its end. */
export type StopReason = 'cancelled' | 'lease lost';

/** Extends a lease while the job is worked on, passes on how far it is, and tells when there is no use in going on. */
export class LeaseKeeper {
  private readonly done = new AbortController();
  private readonly stop = new AbortController();
  private readonly beating: Promise<void>;

  constructor(
    private readonly server: ServerClient,
    private readonly job: Job,
    private readonly everyMs = heartbeatEvery(job),
    private readonly progress = new ProgressReporter(),
  ) {
    this.beating = this.beat();
  }

  /** Aborted with a StopReason when the server wants the end or the lease is gone. */
  get signal(): AbortSignal {
    return this.stop.signal;
  }

  get reason(): StopReason | null {
    return this.stop.signal.aborted ? (this.stop.signal.reason as StopReason) : null;
  }

  /** No more heartbeats. */
  async end(): Promise<void> {
    this.done.abort();
    await this.beating;
  }

  private async beat(): Promise<void> {
    const { signal } = this.done;
    for (let last = performance.now(); ; last = performance.now()) {
      await this.pause(last);
      if (signal.aborted) return;
      try {
        const cancelled = await this.server.heartbeat(this.job, this.progress.take(), signal);
        if (cancelled) this.stop.abort('cancelled' satisfies StopReason);
      } catch (error) {
        if (error instanceof ServerRefusal) return this.stop.abort('lease lost' satisfies StopReason);
        return;
      }
    }
  }

  /** Until the next heartbeat is due: soon when there is something to tell. */
  private async pause(last: number): Promise<void> {
    const heard = new AbortController();
    void this.progress.news().then(() => heard.abort());
    await pauseBefore(this.everyMs, AbortSignal.any([this.done.signal, heard.signal]));
    const soonest = last + Math.min(NEWS_MS, this.everyMs);
    await pauseBefore(Math.max(0, soonest - performance.now()), this.done.signal);
  }
}

/**
 * Three heartbeats in a lease that begins now; ms. Should our clock go wrong by more than a lease, it is the shortest or
 * the usual pause, and both keep the lease.
 */
export function heartbeatEvery(job: Pick<Job, 'lease_expires_at'>, now = Date.now()): number {
  const third = (Date.parse(job.lease_expires_at) - now) / BEATS_IN_A_LEASE;
  return Math.min(HEARTBEAT_MS, Math.max(SHORTEST_HEARTBEAT_MS, third));
}
