import { join } from 'node:path';
import { ServerClient } from './modules/execution/worker/server-client.js';
import { ServerReach } from './modules/execution/worker/server-reach.js';
import { tokenInFile } from './modules/execution/worker/token-source.js';
import { EnvironmentError, readEnv } from './platform/config/env.js';
import { workerTokenFile } from './platform/config/secrets.js';
import { cacheIn, logOfWorker, runWorker } from './worker-run.js';

/** Starts a worker from the environment; with `--with-parent` it ends when whoever started it is gone. */
async function startWorker(): Promise<void> {
  const env = readEnv();
  const url = (env.LECTERN_URL ?? env.PUBLIC_URL).replace(/\/+$/, '');
  const reach = new ServerReach(url, logOfWorker);
  const { downloads, memory } = cacheIn(join(env.LECTERN_HOME, 'worker-cache'), env.WORKER_CACHE_MB, url);
  const options = {
    server: new ServerClient(url, tokenInFile(workerTokenFile(env)), reach, downloads),
    memory,
    slots: Math.max(1, env.WORKER_SLOTS),
    minLevel: env.SANDBOX_MIN_LEVEL,
    sandboxRoot: join(env.LECTERN_HOME, 'sandbox'),
  };
  const withParent = process.argv.includes('--with-parent');
  await runWorker(options, withParent ? { stdin: process.stdin } : {});
  process.exit(0);
}

try {
  await startWorker();
} catch (error) {
  process.stderr.write(`lectern worker: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof EnvironmentError ? 2 : 1);
}
