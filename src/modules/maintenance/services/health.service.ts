import { access, constants, mkdir } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ENV, type Env } from '../../../platform/config/env.js';
import { VERSION } from '../../../platform/config/version.js';
import { type CheckResult, HealthChecks } from '../../../platform/health/health-checks.js';
import { HealthRepository } from '../repositories/health.repository.js';

const run = promisify(execFile);
const OK: CheckResult = { ok: true, detail: null };

/** What the server says of its own state. */
@Injectable()
export class HealthService implements OnModuleInit {
  constructor(
    private readonly checks: HealthChecks,
    private readonly database: HealthRepository,
    @Inject(ENV) private readonly env: Env,
  ) {}

  onModuleInit(): void {
    this.checks.register('database', () => this.checkDatabase(), { required: true });
    this.checks.register('storage', () => this.checkStorage(), { required: true });
    this.checks.register('git', checkGit, { required: false });
  }

  alive() {
    return { status: 'ok' as const, version: VERSION, time: new Date().toISOString() };
  }

  /** `ready` is false when a part without which nothing works has failed. */
  async ready() {
    const { ready, degraded, results } = await this.checks.run();
    const entries = [...results];
    const checks = Object.fromEntries(entries.map(([name, result]) => [name, result.ok ? 'ok' : 'failed']));
    const details = Object.fromEntries(
      entries.flatMap(([name, result]) => (result.ok ? [] : [[name, result.detail ?? 'failed']])),
    );
    return { ready, view: { status: degraded ? 'degraded' : 'ok', checks, details } };
  }

  private async checkDatabase(): Promise<CheckResult> {
    const answers = await this.database.answers().catch(() => false);
    return answers ? OK : { ok: false, detail: 'the database does not answer' };
  }

  private async checkStorage(): Promise<CheckResult> {
    try {
      await mkdir(this.env.LECTERN_HOME, { recursive: true });
      await access(this.env.LECTERN_HOME, constants.W_OK);
      return OK;
    } catch {
      return { ok: false, detail: 'LECTERN_HOME cannot be written' };
    }
  }
}

async function checkGit(): Promise<CheckResult> {
  try {
    await run('git', ['--version'], { env: { PATH: '/usr/local/bin:/usr/bin:/bin' }, timeout: 2000 });
    return OK;
  } catch {
    return { ok: false, detail: 'git is not installed; run: sudo scripts/setup-system.sh' };
  }
}
