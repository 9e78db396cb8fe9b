import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Env } from './env.js';

/** Path of the secret file `name`; its folder is made when missing. */
export function secretFile(home: string, name: string): string {
  return join(secretsFolder(home), name);
}

/** Where the server keeps the token of its own worker, and where that worker reads it, wherever it runs. */
export function workerTokenFile(env: Pick<Env, 'LECTERN_HOME' | 'LECTERN_WORKER_TOKEN_FILE'>): string {
  return env.LECTERN_WORKER_TOKEN_FILE ?? secretFile(env.LECTERN_HOME, 'worker-token');
}

/** Folder of secrets below LECTERN_HOME, mode 0700. */
function secretsFolder(home: string): string {
  const folder = join(home, 'secrets');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/**
 * The secret `name` (at least 32 bytes of hex by default), made at first use and kept with mode 0600.
 * Two processes that start at once get the same one.
 */
export function persistentSecret(
  home: string,
  name: string,
  make = () => randomBytes(32).toString('hex'),
): string {
  const file = join(secretsFolder(home), name);
  try {
    writeFileSync(file, make(), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}

/** Writes a file that only the owner may read; its folder is made when missing. */
export function writeSecretFile(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  rmSync(path, { force: true });
  writeFileSync(path, content, { mode: 0o600 });
}
