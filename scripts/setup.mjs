import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Lets scripts/setup-system.sh install what the system lacks, where it may; resolves when it is done. It never
 * fails: the server says itself what it misses.
 */
export function ensureSystem() {
  const script = join(dirname(fileURLToPath(import.meta.url)), 'setup-system.sh');
  return new Promise((resolve) => {
    const child = spawn('sh', [script], { stdio: ['ignore', 2, 2] });
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
}
