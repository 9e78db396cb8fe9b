import { Injectable } from '@nestjs/common';

export interface CheckResult {
  ok: boolean;
  /** What is wrong and the one command or step that mends it; null when nothing is. */
  detail: string | null;
}

type Check = () => Promise<CheckResult>;

const TIMEOUT_MS = 3000;

/** Collects what the parts of the server say of themselves; each module registers its own check. */
@Injectable()
export class HealthChecks {
  private readonly checks = new Map<string, { check: Check; required: boolean }>();

  /** A failed `required` check makes the server not ready (503); others only degrade it. */
  register(name: string, check: Check, options: { required: boolean }): void {
    this.checks.set(name, { check, required: options.required });
  }

  /** Runs every check; one that takes longer than 3 s counts as failed. */
  async run(): Promise<{ ready: boolean; degraded: boolean; results: Map<string, CheckResult> }> {
    const entries = await Promise.all(
      [...this.checks].map(async ([name, { check, required }]) => ({
        name,
        required,
        result: await bounded(check),
      })),
    );
    const failed = entries.filter((entry) => !entry.result.ok);
    return {
      ready: !failed.some((entry) => entry.required),
      degraded: failed.length > 0,
      results: new Map(entries.map((entry) => [entry.name, entry.result])),
    };
  }
}

async function bounded(check: Check): Promise<CheckResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<CheckResult>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, detail: 'no answer within 3 seconds' }), TIMEOUT_MS);
  });
  try {
    return await Promise.race([check(), late]);
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : 'failed' };
  } finally {
    clearTimeout(timer);
  }
}
