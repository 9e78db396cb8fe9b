import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres } from '../src/platform/database/embedded/embedded-postgres.js';
import { WORKER_NODE_OPTIONS } from '../src/worker-process.js';

const SOURCES = fileURLToPath(new URL('../src', import.meta.url));
const START_MS = 120_000;
export const ADMIN_PASSWORD = 'correct horse battery';

/** A server with an embedded database on a home of its own, and its worker, each a process of its own. */
export interface ExecutionServer {
  url: string;
  /** Address of the database, for reading the times of runs. */
  databaseUrl: string;
  serverPid: number;
  /** NaN when there is none. */
  workerPid(): number;
  startWorker(slots: number): Promise<void>;
  stopWorker(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts as `npm start` does, but without rate limits: all hand-ins of the bench come from one machine. */
export async function startExecutionServer(): Promise<ExecutionServer> {
  const home = mkdtempSync(join(tmpdir(), 'lectern-bench-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const environment = {
    PATH: process.env['PATH'],
    ...{ LECTERN_HOME: home, LECTERN_SETUP: 'never', LECTERN_URL: url, LOG_LEVEL: 'warn' },
  };
  const server = start('main.js', {
    ...environment,
    ...{ PORT: String(port), WORKER_SLOTS: '0', RATE_LIMITS: 'false', ADMIN_PASSWORD },
  });
  await ready(url, server);
  const database = await startEmbeddedPostgres({ home, durable: true });
  let worker: ChildProcess | null = null;
  const stopWorker = async () => {
    await end(worker);
    worker = null;
  };
  return {
    url,
    databaseUrl: database.url,
    serverPid: server.pid ?? NaN,
    workerPid: () => worker?.pid ?? NaN,
    startWorker: async (slots) => {
      worker = start('worker.js', { ...environment, WORKER_SLOTS: String(slots) }, WORKER_NODE_OPTIONS);
    },
    stopWorker,
    stop: async () => {
      await stopWorker();
      await end(server);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function start(script: string, env: NodeJS.ProcessEnv, options: readonly string[] = []): ChildProcess {
  const args = [...options, join(SOURCES, script)];
  return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'], env });
}

async function end(child: ChildProcess | null): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  const late = performance.now() + START_MS;
  while (performance.now() < late && child.exitCode === null) {
    const answer = await fetch(`${url}/health`).catch(() => null);
    if (answer?.ok) return;
    await pause(100);
  }
  child.kill('SIGKILL');
  throw new Error('the server did not start');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}
