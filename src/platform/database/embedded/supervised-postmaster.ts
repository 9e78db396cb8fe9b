import { spawn, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedPostgresStartError } from './embedded-postgres.errors.js';
import { readPostmasterFile } from './postmaster-file.js';

/**
 * Runs the server and, beside it, a guard that waits on a pipe whose other end only we hold. The pipe ends when we
 * close it or die, kill -9 included; the guard then asks for a fast shutdown (SIGINT), again and again because a
 * server that is only just starting still ignores it.
 */
const GUARDED = `
exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
{ read -r _ <&3; while kill -INT $server; do sleep 1; done; } >/dev/null 2>&1 &
guard=$!
exec 3<&-
wait $server
status=$?
kill $guard 2>/dev/null
exit $status
`;

const KEPT_LINES = 40;
const FAST_SHUTDOWN_MS = 6000;
const IMMEDIATE_SHUTDOWN_MS = 2000;

/** One postmaster process that lives no longer than this process. */
export class SupervisedPostmaster {
  private readonly child: ChildProcess;
  private readonly lines: string[] = [];
  private readonly ended: Promise<void>;
  private running = true;
  private stopping = false;

  /** Starts `command` (the program first) in a session of its own, so that Ctrl-C in a terminal does not reach it. */
  constructor(
    command: readonly string[],
    private readonly dataFolder: string,
    options: {
      prefix: readonly string[];
      account: { uid?: number; gid?: number };
      environment: Record<string, string>;
      log: (line: string) => void;
    },
  ) {
    const [program, ...args] = [...options.prefix, 'sh', '-c', GUARDED, 'sh', ...command];
    this.child = spawn(program!, args, {
      ...options.account,
      cwd: '/',
      env: options.environment,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => {
        this.lines.push(line);
        if (this.lines.length > KEPT_LINES) this.lines.shift();
        options.log(line);
      });
    }
    this.child.stdin!.on('error', () => undefined);
    this.ended = new Promise<void>((resolve) => {
      this.child.once('error', (error) => {
        this.lines.push(error.message);
        resolve();
      });
      this.child.once('close', () => resolve());
    }).then(() => {
      this.running = false;
      if (!this.stopping) options.log('The embedded PostgreSQL has ended.');
    });
    this.holdEventLoop(false);
  }

  /** The last lines the server wrote. */
  get serverLog(): string {
    return this.lines.join('\n');
  }

  /** Resolves when the server takes connections; throws EmbeddedPostgresStartError when it ended or took too long. */
  async waitUntilReady(timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    this.holdEventLoop(true);
    while (this.running && performance.now() < deadline) {
      const file = await readPostmasterFile(this.dataFolder);
      if (file?.status === 'ready' && this.running) {
        this.holdEventLoop(false);
        return;
      }
      await Promise.race([pause(10), this.ended]);
    }
    const reason = this.running ? `was not ready after ${timeoutMs / 1000} s` : 'ended while starting';
    await this.stop();
    throw new EmbeddedPostgresStartError(`The embedded PostgreSQL ${reason}.`, this.serverLog);
  }

  /** Fast shutdown: open transactions are rolled back, the data is written. Resolves when the process is gone. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.holdEventLoop(true);
    this.child.stdin!.end();
    if (await this.endsWithin(FAST_SHUTDOWN_MS)) return;
    // The session is our child's own, so its negative pid means the guard and the postmaster.
    this.signal('SIGQUIT');
    if (await this.endsWithin(IMMEDIATE_SHUTDOWN_MS)) return;
    this.signal('SIGKILL');
    await this.ended;
  }

  private async endsWithin(milliseconds: number): Promise<boolean> {
    const cancel = new AbortController();
    const late = pause(milliseconds, undefined, { signal: cancel.signal }).catch(() => undefined);
    await Promise.race([this.ended, late]);
    cancel.abort();
    return !this.running;
  }

  private signal(name: NodeJS.Signals): void {
    if (this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, name);
    } catch {
      // It ended in between.
    }
  }

  /** A process that has nothing else to do may end; the guard then stops the server. */
  private holdEventLoop(hold: boolean): void {
    const handles = [this.child, this.child.stdin, this.child.stdout, this.child.stderr] as (Socket | null)[];
    for (const handle of handles) {
      if (hold) handle?.ref();
      else handle?.unref();
    }
  }
}
