import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Env } from '../src/platform/config/env.js';

const MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url));
const PORT = 8190;
const START_MS = 60_000;

/** A server of its own process on the configured home, without a worker. */
export interface BenchServer {
  url: string;
  pid: number;
  /** Access tokens of `count` sessions, the accounts taken in turn. */
  signIn(usernames: readonly string[], count: number): Promise<string[]>;
  stop(): Promise<void>;
}

/** `changes` are variables of its environment. */
export async function startBenchServer(env: Env, changes: Record<string, string> = {}): Promise<BenchServer> {
  const url = `http://127.0.0.1:${PORT}`;
  const child = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      PORT: String(PORT),
      WORKER_SLOTS: '0',
      LECTERN_HOME: env.LECTERN_HOME,
      ...changes,
    },
  });
  await ready(url, child);
  const password = readFileSync(join(env.LECTERN_HOME, 'seed-password'), 'utf8').trim();
  return {
    url,
    pid: child.pid ?? 0,
    signIn: async (usernames, count) => {
      const tokens: string[] = [];
      for (let index = 0; index < count; index += 1)
        tokens.push(await signIn(url, usernames[index % usernames.length] ?? '', password));
      return tokens;
    },
    stop: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  const end = performance.now() + START_MS;
  while (performance.now() < end && child.exitCode === null) {
    const answer = await fetch(`${url}/health`).catch(() => null);
    if (answer?.ok) return;
    await pause(100);
  }
  child.kill('SIGKILL');
  throw new Error('the server did not start');
}

async function signIn(url: string, username: string, password: string): Promise<string> {
  const answer = await fetch(`${url}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  const body = (await answer.json()) as { access_token?: string };
  if (body.access_token === undefined) throw new Error(`${username} could not sign in: ${answer.status}`);
  return body.access_token;
}
