import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Env } from './platform/config/env.js';
import { workerTokenFile } from './platform/config/secrets.js';

const SCRIPT = fileURLToPath(new URL('./worker.js', import.meta.url));
/**
 * How Node is started for a worker: with room for what a job leaves behind, in MB. It begins with 1 MB and would clear it
 * away several times a job, which is an eighth of all that a worker computes.
 */
export const WORKER_NODE_OPTIONS: readonly string[] = ['--min-semi-space-size=16'];
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
const STEADY_MS = 60_000;
const STOP_MS = 6_000;

/** The worker that a server runs beside itself. */
export interface LocalWorker {
  /** Lets the worker hand back its jobs; resolves when its process is gone, within 6 s. */
  stop(): Promise<void>;
}

/**
 * Starts the server's own worker as a process that talks to `url`, and again whenever it dies. Its environment holds
 * no secret, only the path of the token's file. With WORKER_SLOTS=0 there is none.
 */
export function startLocalWorker(env: Env, url = localUrl(env)): LocalWorker {
  if (env.WORKER_SLOTS === 0) return { stop: async () => undefined };
  const ending = new AbortController();
  let child: ChildProcess | null = null;
  const supervised = (async () => {
    for (let wait = FIRST_PAUSE_MS; !ending.signal.aborted;) {
      const begin = performance.now();
      child = start(env, url);
      await new Promise((resolve) => child?.once('close', resolve).once('error', resolve));
      wait = performance.now() - begin > STEADY_MS ? FIRST_PAUSE_MS : Math.min(wait * 2, LONGEST_PAUSE_MS);
      await pause(wait, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      ending.abort();
      child?.kill('SIGTERM');
      const late = setTimeout(() => child?.kill('SIGKILL'), STOP_MS);
      await supervised;
      clearTimeout(late);
    },
  };
}

function start(env: Env, url: string): ChildProcess {
  const child = spawn(process.execPath, [...WORKER_NODE_OPTIONS, SCRIPT, '--with-parent'], {
    // Its end of the pipe closes when this process is gone, however it went.
    stdio: ['pipe', 'inherit', 'inherit'],
    env: {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      LANG: 'C.UTF-8',
      NODE_ENV: env.NODE_ENV,
      LECTERN_URL: url,
      LECTERN_HOME: env.LECTERN_HOME,
      LECTERN_WORKER_TOKEN_FILE: workerTokenFile(env),
      WORKER_SLOTS: String(env.WORKER_SLOTS),
      WORKER_CACHE_MB: String(env.WORKER_CACHE_MB),
      SANDBOX_MIN_LEVEL: env.SANDBOX_MIN_LEVEL,
      LOG_LEVEL: env.LOG_LEVEL,
    },
  });
  child.stdin?.on('error', () => undefined);
  return child;
}

/** Where the server listens, as seen from this machine. */
function localUrl(env: Env): string {
  const host = env.HOST === '0.0.0.0' || env.HOST === '::' ? '127.0.0.1' : env.HOST;
  return `http://${host.includes(':') ? `[${host}]` : host}:${env.PORT}`;
}
