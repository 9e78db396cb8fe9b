import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { TestApplication } from './test-application.js';

const ROOT = join(import.meta.dirname, '../..');

/** Longest time for anything that waits for a real process, ms. */
export const LONG_MS = 600_000;
const PATIENCE_MS = 240_000;

/** Builds the entry points that real processes run. */
export function buildEntryPoints(): void {
  const built = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: ROOT, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`the build failed: ${built.stderr}`);
}

/** The real worker process, as the server starts it; `url` is where the application listens. */
export function startWorkerProcess(t: TestApplication, url: string): ChildProcess {
  return spawn(process.execPath, ['dist/src/worker.js', '--with-parent'], {
    cwd: ROOT,
    stdio: ['pipe', process.env['LOG_LEVEL'] ? 'inherit' : 'ignore', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      LECTERN_URL: url,
      LECTERN_HOME: t.env.LECTERN_HOME,
      WORKER_SLOTS: '2',
    },
  });
}

/** Kills a process that still runs and waits for its end. */
export async function killProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Asks until the answer is not null; throws after PATIENCE_MS, before the test that waits runs out of time. */
export async function until<T>(question: () => Promise<T | null>): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    const answer = await question();
    if (answer !== null) return answer;
    await pause(50);
  }
  throw new Error('it did not happen');
}
