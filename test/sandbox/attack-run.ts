import type { BoxLimits, BoxOutcome } from '../../src/modules/execution/sandbox/box.js';
import { ATTACK_LIMITS } from '../../src/modules/execution/attacks/attack.js';
import type { PortableSandbox } from './portable-sandbox.js';
import type { PlainRequest, SandboxProcess } from './sandbox-process.js';

/** What a test wants otherwise than usual. */
export type AttackChanges = Partial<PlainRequest> & { limit?: Partial<BoxLimits> };

/** Runs one attack of attacks/*.c. */
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
