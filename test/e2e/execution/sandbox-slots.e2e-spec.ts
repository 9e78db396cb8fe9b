import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';

import type { BoxLimits, BoxOutcome } from '../../../src/modules/execution/sandbox/box.js';
import { Sandbox } from '../../../src/modules/execution/sandbox/sandbox.js';

const limits: BoxLimits = {
  cpuSeconds: 5,
  wallSeconds: 60,
  memoryMb: 64,
  processes: 8,
  diskMb: 8,
  outputKb: 64,
};
const WAIT = ['sh', '-c', 'echo started; exec sleep 600'];

/** In this process, at the level it has: what only callers in the same process can do. */
describe('a sandbox with one slot', () => {
  let root: string;
  let sandbox: Sandbox;

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'lectern-slots-'));
    sandbox = await Sandbox.open({ root, minLevel: 'L2', slots: 1 });
  });

  afterEach(async () => {
    await sandbox.close();
    expect(readdirSync(root).filter((name) => name !== 'stage')).toEqual([]);
    rmSync(root, { recursive: true });
  });

  /** Starts a program that waits; `started` resolves once it has said so. */
  const waiting = (signal?: AbortSignal): { started: Promise<void>; outcome: Promise<BoxOutcome> } => {
    let begin = (): void => undefined;
    const started = new Promise<void>((resolve) => (begin = resolve));
    const outcome = sandbox.run({
      command: WAIT,
      limits,
      onOutput: () => begin(),
      ...(signal ? { signal } : {}),
    });
    return { started, outcome };
  };

  it('runs one after the other', async () => {
    const events: string[] = [];
    const run = async (name: string): Promise<void> => {
      await sandbox.run({ command: ['echo', name], limits, onOutput: () => events.push(`${name} speaks`) });
      events.push(`${name} ends`);
    };
    await Promise.all(['a', 'b', 'c'].map(run));
    expect(events).toEqual(['a speaks', 'a ends', 'b speaks', 'b ends', 'c speaks', 'c ends']);
  });

  it('cancels what runs, and what waits before it begins', async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const running = waiting(first.signal);
    await running.started;
    const queued = waiting(second.signal);
    second.abort();
    first.abort();
    expect(await running.outcome).toMatchObject({ end: 'cancelled', exitCode: null, signal: 'SIGKILL' });
    const never = await queued.outcome;
    expect([never.end, never.stdout.length, never.wallSeconds]).toEqual(['cancelled', 0, 0]);
    expect((await sandbox.run({ command: ['true'], limits })).end).toBe('exited');
  });

  it('ends everything when it is closed, and runs nothing after', async () => {
    const running = waiting();
    await running.started;
    const queued = waiting();
    await sandbox.close();
    expect([(await running.outcome).end, (await queued.outcome).end]).toEqual(['cancelled', 'cancelled']);
    await expect(sandbox.run({ command: ['true'], limits })).rejects.toThrow('closed');
  });

  it('talks with a program while it runs', async () => {
    const stdin = new PassThrough();
    stdin.write('first\n');
    const { stdout } = await sandbox.run({
      command: ['sh', '-c', 'read a; echo got $a; read b; echo got $b'],
      limits,
      stdin,
      onOutput: (_stream, piece) => {
        if (piece.toString() === 'got first\n') stdin.end('second\n');
      },
    });
    expect(stdout.toString()).toBe('got first\ngot second\n');
  });

  it('says what is wrong with a work folder that is missing or too big', async () => {
    const missing = await sandbox.run({ command: ['true'], limits, workFrom: join(root, 'missing') });
    expect(missing).toMatchObject({
      end: 'failed',
      exitCode: null,
      detail: expect.stringContaining('ENOENT') as string,
    });
    const big = await sandbox.run({
      command: ['true'],
      limits: { ...limits, diskMb: 0.01 },
      workFrom: __dirname,
    });
    expect(big).toMatchObject({
      end: 'failed',
      detail: 'What the program is given does not fit into 0.01 MB.',
    });
    expect((await sandbox.run({ command: ['true'], limits })).end).toBe('exited');
  });
});

it.each([0, 1.5, NaN, 1000])('no sandbox has %p slots', async (slots) => {
  await expect(Sandbox.open({ root: tmpdir(), minLevel: 'L2', slots })).rejects.toThrow(RangeError);
});
