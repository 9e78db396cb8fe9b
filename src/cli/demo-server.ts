import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

// A first start may have to install compilers.
const START_LIMIT_MS = 5 * 60_000;
const STOP_LIMIT_MS = 15_000;
const ASK_AGAIN_MS = 250;
const ANSWER_LIMIT_MS = 3_000;
const LAST_LINES = 15;

/** True when anything at all answers HTTP at this address. */
export async function answers(url: string): Promise<boolean> {
  return (await statusOf(`${url}/health`)) !== undefined;
}

async function statusOf(url: string): Promise<number | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
}

/** A server of our own, started as a child for the length of one demo; its output goes to a file. */
export class DemoServer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly logFile: string,
  ) {}

  /**
   * Starts `node <script>` and waits until `<url>/health/ready` answers 200. Throws with the last lines of
   * its output when it ends before that, or is not ready within five minutes; then it is stopped again.
   */
  static async start(script: string, url: string, logFile: string): Promise<DemoServer> {
    mkdirSync(dirname(logFile), { recursive: true });
    const output = openSync(logFile, 'w');
    const child = spawn(process.execPath, [script], { stdio: ['ignore', output, output] });
    closeSync(output);
    const server = new DemoServer(child, logFile);
    try {
      await server.untilReady(url);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** Asks the server to end; after fifteen seconds it is killed. */
  async stop(): Promise<void> {
    if (this.ended()) return;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const kill = setTimeout(() => this.child.kill('SIGKILL'), STOP_LIMIT_MS);
    await exit;
    clearTimeout(kill);
  }

  private ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private async untilReady(url: string): Promise<void> {
    const deadline = performance.now() + START_LIMIT_MS;
    while ((await statusOf(`${url}/health/ready`)) !== 200) {
      if (this.ended()) throw new Error(`the server ended while starting:\n${this.lastLines()}`);
      if (performance.now() > deadline) {
        throw new Error(`the server was not ready at ${url} within five minutes:\n${this.lastLines()}`);
      }
      await pause(ASK_AGAIN_MS);
    }
  }

  private lastLines(): string {
    return readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-LAST_LINES).join('\n');
  }
}
