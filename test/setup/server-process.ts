import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '../..');

/** The real server in a process of its own, started as `npm start` does it. */
export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  /** Resolves when the server says that it is ready; rejects with what it said when it ends before. */
  static async start(environment: Record<string, string>): Promise<ServerProcess> {
    const port = String(await freePort());
    const child = spawn(process.execPath, ['scripts/start.mjs'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        ...{ PORT: port, LECTERN_SETUP: 'never', RATE_LIMITS: 'false', LOG_LEVEL: 'warn' },
        ...environment,
      },
    });
    let said = '';
    await new Promise<void>((resolve, reject) => {
      const hear = (piece: Buffer) => {
        said += piece.toString('utf8');
        if (said.includes('Lectern is ready')) resolve();
      };
      child.stdout?.on('data', hear);
      child.stderr?.on('data', hear);
      child.once('close', (code) => reject(new Error(`The server ended (${code}): ${said}`)));
    });
    return new ServerProcess(child, `http://127.0.0.1:${port}`);
  }

  /** Processes that this one has started, by their command lines. */
  children(): { pid: number; command: string }[] {
    return descendants(this.child.pid ?? 0).map((pid) => ({ pid, command: commandOf(pid) }));
  }

  /** Sends the signal and resolves with exit code and signal once the process is gone. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<[number | null, NodeJS.Signals | null]> {
    if (this.child.exitCode !== null || this.child.signalCode !== null)
      return [this.child.exitCode, this.child.signalCode];
    const gone = once(this.child, 'exit');
    this.child.kill(signal);
    return (await gone) as [number | null, NodeJS.Signals | null];
  }
}

/** Resolves when no process has the number any more; the test's own time-out is the limit. */
export async function goneProcess(pid: number): Promise<void> {
  while (stateOf(pid) !== null) await pause(20);
}

/** A port of loopback that nobody listens on right now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

function descendants(parent: number): number[] {
  const pids = readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0);
  const children = pids.filter((pid) => stateOf(pid)?.parent === parent);
  return children.flatMap((pid) => [pid, ...descendants(pid)]);
}

/** Null for a process that is gone, or that only waits for its parent to read how it ended. */
function stateOf(pid: number): { parent: number } | null {
  try {
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
    return state === 'Z' || state === 'X' ? null : { parent: Number(parent) };
  } catch {
    return null;
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}
