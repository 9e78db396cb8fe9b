import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { executionErrors } from '../execution.errors.js';
import { RunRepository } from '../repositories/run.repository.js';
import type { Job, JobClaim, JobComplete, JobHeartbeat, JobRelease } from '../schemas/job.schema.js';
import type { RunRow } from '../schemas/run.schema.js';
import { ClaimBell } from './claim-bell.js';
import { HandOut } from './hand-out.js';
import { toOutcome } from './run-outcome.js';
import { RunService } from './run.service.js';
import { WorkerLife } from './worker-life.js';

/** News may get lost with the connection that brings it, and delays end without news: look now and then. */
const LOOK_AGAIN_MS = 2000;

/** The protocol of the workers: claim, heartbeat, complete, release. */
@Injectable()
export class JobService {
  constructor(
    private readonly tx: Transaction,
    private readonly runs: RunRepository,
    private readonly handOut: HandOut,
    private readonly bell: ClaimBell,
    private readonly life: RunService,
    private readonly workers: WorkerLife,
  ) {}

  /** Up to `max` jobs, waiting for the first up to `wait_seconds`; jobs that a gone caller cannot get go back. */
  async claim(actor: Actor, claim: JobClaim, gone: AbortSignal): Promise<{ jobs: Job[] }> {
    if (actor.serviceId === null) throw executionErrors.notAService();
    const end = performance.now() + claim.wait_seconds * 1000;
    for (;;) {
      const heard = this.bell.count;
      const jobs = gone.aborted ? [] : await this.claimNow(actor, claim);
      if (gone.aborted) await this.giveBack(jobs);
      const left = end - performance.now();
      if (jobs.length > 0 || left <= 0 || gone.aborted || this.bell.closing) return { jobs };
      await this.bell.wait(heard, Math.min(left, LOOK_AGAIN_MS), gone);
    }
  }

  /** Extends the lease; `cancel` tells the worker to stop the program. */
  async heartbeat(actor: Actor, id: string, { lease, progress }: JobHeartbeat) {
    return this.tx.run(async () => {
      const run = await this.requireLive(actor, id, lease);
      const leaseExpiresAt = await this.runs.extend(id);
      if (progress != null) await this.life.progressed(run, progress);
      return { lease_expires_at: leaseExpiresAt, cancel: run.cancel_requested || run.overdue };
    });
  }

  /** Ends the run, or queues it again after a failure of the worker itself; the same lease may say so again. */
  async complete(actor: Actor, id: string, completion: JobComplete) {
    return this.tx.run(async () => {
      const run = await this.require(actor, id, completion.lease);
      if (run.state !== 'started') return { status: run.state };
      if (!run.alive) throw executionErrors.leaseLost();
      if (completion.progress != null) await this.life.progressed(run, completion.progress);
      const outcome = toOutcome(completion);
      const again = completion.retryable === true && outcome.status === 'failed';
      return {
        status: again ? await this.life.retry(run, outcome) : (await this.life.settle(run, outcome)).status,
      };
    });
  }

  /** Back to the queue without counting the attempt. */
  async release(actor: Actor, id: string, { lease, retry_after_seconds }: JobRelease): Promise<void> {
    await this.tx.run(async () =>
      this.life.handBack(await this.requireLive(actor, id, lease), retry_after_seconds),
    );
  }

  private async claimNow(actor: Actor, { worker_id, queues, kinds, max }: JobClaim): Promise<Job[]> {
    const wanted = await this.workers.asking(actor.userId, worker_id, queues ?? null);
    if (wanted.length === 0) return [];
    const filter = { userId: actor.userId, workerId: worker_id, serviceIds: wanted, kinds: kinds ?? null };
    return this.handOut.take(filter, max);
  }

  private async giveBack(jobs: readonly Job[]): Promise<void> {
    for (const { id, lease } of jobs) {
      await this.tx.run(async () => {
        const run = await this.runs.lock(id);
        if (run !== null && run.lease === lease && isLive(run)) await this.life.handBack(run, 0);
      });
    }
  }

  private async requireLive(actor: Actor, id: string, lease: string): Promise<RunRow> {
    const run = await this.require(actor, id, lease);
    if (!isLive(run)) throw executionErrors.leaseLost();
    return run;
  }

  /** The run of this lease, locked: 404 TASK_001 for none of his queues, 409 TASK_005 for a lease that is not its last. */
  private async require(actor: Actor, id: string, lease: string): Promise<RunRow> {
    const run = await this.runs.lockServed(id, actor.userId);
    if (run === null) throw executionErrors.jobNotFound();
    if (run.lease !== lease || run.worker_user_id !== actor.userId) throw executionErrors.leaseLost();
    return run;
  }
}

function isLive(run: RunRow): boolean {
  return run.state === 'started' && run.alive;
}
