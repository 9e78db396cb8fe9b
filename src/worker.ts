import { join } from 'node:path';
import { Worker } from './modules/execution/worker/worker.js';
import { ServerClient } from './modules/execution/worker/server-client.js';
import { EnvironmentError, readEnv } from './platform/config/env.js';
import { workerTokenFile } from './platform/config/secrets.js';

const SHUTDOWN_MS = 9_500;

function log(message: string): void {
  process.stdout.write(
    `${JSON.stringify({ time: new Date().toISOString(), context: 'Worker', msg: message })}\n`,
  );
}

/** Starts a worker from the environment; with `--with-parent` it ends when whoever started it is gone. */
async function startWorker(): Promise<void> {
  const env = readEnv();
  const worker = new Worker({
    server: new ServerClient((env.LECTERN_URL ?? env.PUBLIC_URL).replace(/\/+$/, ''), workerTokenFile(env)),
    slots: Math.max(1, env.WORKER_SLOTS),
    minLevel: env.SANDBOX_MIN_LEVEL,
    sandboxRoot: join(env.LECTERN_HOME, 'sandbox'),
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
