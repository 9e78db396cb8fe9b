import type { BoxLimits, BoxOutcome } from '../../src/modules/execution/sandbox/box.js';
import type { PortableSandbox } from './portable-sandbox.js';
import type { PlainRequest, SandboxProcess } from './sandbox-process.js';

/** Roomy where an attack is not about the limit, tight enough that each ends within seconds. */
export const ATTACK_LIMITS: BoxLimits = {
  cpuSeconds: 1,
  wallSeconds: 20,
  memoryMb: 64,
  processes: 32,
  diskMb: 16,
  outputKb: 64,
};

/** What a test wants otherwise than usual. */
export type AttackChanges = Partial<PlainRequest> & { limit?: Partial<BoxLimits> };

/** Runs one attack of test/attacks/attacks.c. */
export async function attack(
  portable: PortableSandbox,
  sandbox: SandboxProcess,
  words: readonly string[],
  changes: AttackChanges = {},
): Promise<BoxOutcome & { text: string }> {
  const { limit, ...rest } = changes;
  const outcome = await sandbox.run({
    command: ['./attacks', ...words],
    workFrom: portable.attacks,
    limits: { ...ATTACK_LIMITS, ...limit },
    ...rest,
  });
  return { ...outcome, text: outcome.stdout.toString('utf8') };
}
