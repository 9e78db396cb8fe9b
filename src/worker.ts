import { join } from 'node:path';
import { DiskCache } from './modules/execution/cache/disk-cache.js';
import { RunMemory } from './modules/execution/tester/run-memory.js';
import { DownloadCache } from './modules/execution/worker/download-cache.js';
import { Worker } from './modules/execution/worker/worker.js';
import { ServerClient } from './modules/execution/worker/server-client.js';
import { type Env, EnvironmentError, readEnv } from './platform/config/env.js';
import { workerTokenFile } from './platform/config/secrets.js';

const SHUTDOWN_MS = 9_500;
const MB = 1024 * 1024;

function log(message: string): void {
  process.stdout.write(
    `${JSON.stringify({ time: new Date().toISOString(), context: 'Worker', msg: message })}\n`,
  );
}

/** Downloads, compiled programs and results of references that are known; a worker without it is only slower. */
function openCache(env: Env): DiskCache | undefined {
  if (env.WORKER_CACHE_MB === 0) return undefined;
  try {
    return DiskCache.open(join(env.LECTERN_HOME, 'worker-cache'), env.WORKER_CACHE_MB * MB);
  } catch (error) {
    log(`nothing is cached: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** Starts a worker from the environment; with `--with-parent` it ends when whoever started it is gone. */
async function startWorker(): Promise<void> {
  const env = readEnv();
  const url = (env.LECTERN_URL ?? env.PUBLIC_URL).replace(/\/+$/, '');
  const cache = openCache(env);
  const worker = new Worker({
    server: new ServerClient(url, workerTokenFile(env), cache && new DownloadCache(cache, url)),
    slots: Math.max(1, env.WORKER_SLOTS),
    minLevel: env.SANDBOX_MIN_LEVEL,
    sandboxRoot: join(env.LECTERN_HOME, 'sandbox'),
    memory: cache && new RunMemory(cache),
    log,
  });
  const stop = () => {
    setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
    worker.stop();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  if (process.argv.includes('--with-parent')) process.stdin.once('close', stop).resume();
  await worker.run();
  process.exit(0);
}

try {
  await startWorker();
} catch (error) {
  process.stderr.write(`lectern worker: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof EnvironmentError ? 2 : 1);
}
