import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ENV, type Env } from '../../../platform/config/env.js';
import { type CheckResult, HealthChecks } from '../../../platform/health/health-checks.js';
import { ServiceRepository } from '../repositories/service.repository.js';
import { LOCAL_WORKER } from './local-worker.js';

/** A worker says every minute that it lives. */
const SILENT_SECONDS = 150;

/** Tells whether the server's worker, beside it or elsewhere, takes jobs, and if not, why; the server serves people all the same. */
@Injectable()
export class WorkerHealth implements OnModuleInit {
  constructor(
    private readonly services: ServiceRepository,
    private readonly checks: HealthChecks,
    @Inject(ENV) private readonly env: Env,
  ) {}

  onModuleInit(): void {
    this.checks.register('worker', () => this.check(), { required: false });
  }

  async check(): Promise<CheckResult> {
    const worker = await this.services.findLiveness(LOCAL_WORKER, SILENT_SECONDS);
    // A server without a worker of its own expects one elsewhere only once it has heard of it.
    if (this.env.WORKER_SLOTS === 0 && worker?.level == null) return { ok: true, detail: null };
    if (worker === null || !worker.alive) {
      return { ok: false, detail: 'the worker has not been heard of; tests wait until it is' };
    }
    if (worker.level === 'L0') return { ok: false, detail: worker.why };
    return { ok: true, detail: null };
  }
}
