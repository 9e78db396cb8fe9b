import { type ChildProcessWithoutNullStreams, spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';

import type { BoxOutcome, BoxRequest, SandboxLevel } from '../../src/modules/execution/sandbox/box.js';
import type { LayerReport } from '../../src/modules/execution/sandbox/self-test.js';
import { PortableSandbox } from './portable-sandbox.js';

/** A request that survives JSON, or whose streams are carried over. */
export type PlainRequest = Omit<BoxRequest, 'signal' | 'onOutput'>;

interface Answer {
  id?: number;
  level?: SandboxLevel;
  layers?: LayerReport[];
  error?: string;
  /** A piece of what came through the channel. */
  piece?: string;
  outcome?: BoxOutcome & { stdout: string; stderr: string; channel: string };
}

const bytes = (text: unknown): Buffer => Buffer.from(String(text), 'base64');

/** A sandbox in a process of its own, which may belong to another user and may be killed. */
export class SandboxProcess {
  readonly child: ChildProcessWithoutNullStreams;
  level: SandboxLevel | null = null;
  layers: LayerReport[] = [];
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private readonly channels = new Map<number, (piece: Buffer) => void>();
  private readonly opened: Promise<void>;
  private requests = 0;
  private complaint = '';

  constructor(
    portable: PortableSandbox,
    readonly root: string,
    options: { user: number | null; minLevel: SandboxLevel; slots: number },
  ) {
    const words = [portable.driver, root, options.minLevel, String(options.slots)];
    const [program = '', ...rest] = [...PortableSandbox.as(options.user), portable.node, ...words];
    this.child = startWithStray(program, rest, portable.folder);
    this.child.stderr.on('data', (piece: Buffer) => (this.complaint += piece.toString('utf8')));
    this.opened = new Promise((resolve, reject) => {
      this.child.once('exit', (code) =>
        reject(new Error(`The sandbox process ended (${code}): ${this.complaint}`)),
      );
      createInterface({ input: this.child.stdout }).on('line', (line) =>
        this.hear(JSON.parse(line) as Answer, resolve),
      );
    });
    this.opened.catch(() => undefined);
  }

  async ready(): Promise<this> {
    await this.opened;
    return this;
  }

  async run(request: PlainRequest): Promise<BoxOutcome> {
    const { outcome, error } = await this.ask(request);
    if (!outcome) throw new Error(error ?? 'There is no answer.');
    const files = outcome.files.map((file) => ({ ...file, content: bytes(file.content) }));
    const streams = {
      stdout: bytes(outcome.stdout),
      stderr: bytes(outcome.stderr),
      channel: bytes(outcome.channel),
    };
    return { ...outcome, ...streams, files };
  }

  /** Takes away the boxes that wait for programs. */
  async rest(): Promise<void> {
    const id = (this.requests += 1);
    await new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.child.stdin.write(`${JSON.stringify({ id, rest: true })}\n`);
    });
  }

  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.stdin.end();
    await once(this.child, 'exit');
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }

  private ask(request: PlainRequest): Promise<Answer> {
    const id = (this.requests += 1);
    const { stdin, onChannel, ...rest } = request;
    const send = (message: object) => this.child.stdin.write(`${JSON.stringify({ id, ...message })}\n`);
    const streams = stdin !== undefined && typeof stdin !== 'string' && !Buffer.isBuffer(stdin);
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      if (onChannel) this.channels.set(id, onChannel);
      const given = stdin === undefined || streams ? {} : { stdin: Buffer.from(stdin).toString('base64') };
      send({ request: { ...rest, ...given }, streams });
      if (!streams) return;
      stdin.on('data', (piece: Buffer) => send({ input: piece.toString('base64') }));
      stdin.on('end', () => send({ input: null }));
    });
  }

  private hear(answer: Answer, opened: () => void): void {
    if (answer.level) {
      this.level = answer.level;
      this.layers = answer.layers ?? [];
      opened();
    }
    if (answer.id === undefined) return;
    if (answer.piece !== undefined) this.channels.get(answer.id)?.(bytes(answer.piece));
    else this.waiting.get(answer.id)?.(answer);
  }
}

/** A descriptor number that Node does not close in its children by itself. */
const STRAY = 40;

/** Starts the process as a careless parent would: with an open file of its own handed on. */
function startWithStray(
  program: string,
  words: readonly string[],
  cwd: string,
): ChildProcessWithoutNullStreams {
  const stray = openSync('/etc/passwd', 'r');
  try {
    const gap = Array.from({ length: STRAY - 3 }, () => 'ignore' as const);
    const env = { PATH: process.env['PATH'], LECTERN_CANARY: CANARY };
    const stdio: StdioOptions = ['pipe', 'pipe', 'pipe', ...gap, stray];
    return spawn(program, words, { cwd, env, stdio }) as ChildProcessWithoutNullStreams;
  } finally {
    closeSync(stray);
  }
}

/** A word in the sandbox process's environment that no box may see. */
export const CANARY = 'canary-in-the-environment-of-the-worker';
