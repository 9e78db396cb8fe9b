import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ENV, type Env } from '../../../platform/config/env.js';
import { type CheckResult, HealthChecks } from '../../../platform/health/health-checks.js';
import { ServiceRepository } from '../repositories/service.repository.js';
import { LOCAL_WORKER } from './local-worker.js';

/** A worker says every minute that it lives. */
const SILENT_SECONDS = 150;

/** Tells whether the server's own worker takes jobs, and if not, why; the server serves people all the same. */
@Injectable()
export class WorkerHealth implements OnModuleInit {
  constructor(
    private readonly services: ServiceRepository,
    private readonly checks: HealthChecks,
    @Inject(ENV) private readonly env: Env,
  ) {}

  onModuleInit(): void {
    if (this.env.WORKER_SLOTS === 0) return;
    this.checks.register('worker', () => this.check(), { required: false });
  }

  async check(): Promise<CheckResult> {
    const worker = await this.services.findLiveness(LOCAL_WORKER, SILENT_SECONDS);
    if (worker === null || !worker.alive) {
      return { ok: false, detail: 'the worker has not been heard of; tests wait until it is' };
    }
    if (worker.level === 'L0') return { ok: false, detail: worker.why };
    return { ok: true, detail: null };
  }
}
