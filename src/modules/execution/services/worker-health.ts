import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ENV, type Env } from '../../../platform/config/env.js';
import { type CheckResult, HealthChecks } from '../../../platform/health/health-checks.js';
import { ServiceRepository } from '../repositories/service.repository.js';
import { WorkerRepository } from '../repositories/worker.repository.js';
import { LOCAL_WORKER } from './local-worker.js';
import { WORKER_SILENT_SECONDS } from './run-limits.js';

/** Tells whether the server's worker, beside it or elsewhere, takes jobs, and if not, why; the server serves people all the same. */
@Injectable()
export class WorkerHealth implements OnModuleInit {
  constructor(
    private readonly services: ServiceRepository,
    private readonly workers: WorkerRepository,
    private readonly checks: HealthChecks,
    @Inject(ENV) private readonly env: Env,
  ) {}

  onModuleInit(): void {
    this.checks.register('worker', () => this.check(), { required: false });
  }

  async check(): Promise<CheckResult> {
    const worker = await this.services.findLiveness(LOCAL_WORKER, WORKER_SILENT_SECONDS);
    // A server without a worker of its own expects one elsewhere only once it has heard of it.
    if (this.env.WORKER_SLOTS === 0 && worker?.level == null) return { ok: true, detail: null };
    if (worker === null || !worker.alive) {
      return { ok: false, detail: 'the worker has not been heard of; tests wait until it is' };
    }
    if (worker.level === 'L0') return { ok: false, detail: worker.why };
    return this.heldBack(worker.user_id);
  }

  /** Names and reasons are for administrators and not shown here. */
  private async heldBack(userId: string): Promise<CheckResult> {
    const { living, held_back } = await this.workers.countHeldBack(userId);
    if (held_back === 0) return { ok: true, detail: null };
    const detail = `${held_back} of ${living} workers are paused or draining; see GET /tasks/workers/status`;
    return { ok: false, detail };
  }
}
