import { randomBytes } from 'node:crypto';
import type { Side } from './boxed-runs.js';

const BYTES = 16;

/**
 * The 32 characters that prove to us that a message comes from a harness and not from the program it runs. The
 * reference has no reason to forge its own values, and the same run of it must be the same request (RunMemory): its
 * nonce is always the same. It opens nothing elsewhere, for a student's run has its own.
 */
export function nonceFor(side: Side): string {
  return side === 'reference' ? '0'.repeat(BYTES * 2) : randomBytes(BYTES).toString('hex');
}
