import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { BoxOutcome, BoxRequest } from '../sandbox/box.js';
import { type Rememberable, RunMemory } from './run-memory.js';

const LIMITS = { cpuSeconds: 1, wallSeconds: 2, memoryMb: 64, processes: 4, diskMb: 8, outputKb: 64 };
const RUN: Rememberable = { side: 'reference', kind: 'run', worthKeeping: () => true };
const BUILD: Rememberable = { ...RUN, kind: 'build' };

let root: string;
let now: number;
let toolchain: string;
let kept: Map<string, Buffer>;
let memory: RunMemory;
let made: number;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lectern-memory-'));
  writeFileSync(join(root, 'main.c'), 'int main;');
  now = Date.UTC(2026, 10, 21, 12, 3);
  toolchain = 'gcc 12.2';
  kept = new Map();
  made = 0;
  const store = {
    get: async (key: string) => kept.get(key) ?? null,
    put: async (key: string, content: Buffer) => void kept.set(key, content),
  };
  memory = new RunMemory(
    store,
    () => new Date(now),
    (tools) => `${toolchain} ${tools.join()}`,
  );
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function outcome(): BoxOutcome {
  made += 1;
  return {
    ...{ end: 'exited', exitCode: 0, signal: null, detail: null, wallSeconds: 0.1, cpuSeconds: 0.1 },
    ...{ stdout: Buffer.from(`run ${made}`), stderr: Buffer.alloc(0), stdoutCut: false, stderrCut: false },
    ...{ channel: Buffer.from([0, 255]), channelCut: false, peakMemoryMb: null },
    files: [{ path: 'main', content: Buffer.from([1, 2, 3]), executable: true }],
  };
}

const request = (changes: Partial<BoxRequest> = {}): BoxRequest => ({
  command: ['/usr/bin/gcc', 'main.c'],
  ...{ workFrom: root, env: { A: '1', B: '2' }, stdin: 'input', limits: LIMITS },
  ...changes,
});

async function known(what: Rememberable, changes: Partial<BoxRequest> = {}): Promise<boolean> {
  return (await memory.through(request(changes), what, async () => outcome())).known;
}

describe('what a tester remembers', () => {
  it('is the outcome of the same run, byte by byte', async () => {
    const first = await memory.through(request(), RUN, async () => outcome());
    const again = await memory.through(request({ env: { B: '2', A: '1' } }), RUN, async () => outcome());
    expect([first.known, again.known, made]).toEqual([false, true, 1]);
    expect(again.outcome).toEqual(first.outcome);
  });

  it.each<[string, Partial<BoxRequest>]>([
    ['command', { command: ['/usr/bin/gcc', '-O2', 'main.c'] }],
    ['environment', { env: { A: '1', B: '3' } }],
    ['input', { stdin: 'other' }],
    ['limits', { limits: { ...LIMITS, memoryMb: 65 } }],
    ['what is collected', { collect: { folder: 'out', maxFiles: 1, maxBytes: 1 } }],
    ['what is shown besides', { readOnly: [{ source: '/usr/share', target: '/data' }] }],
    ['working folder', { workFrom: undefined }],
    ['channel', { channel: { maxBytes: 5 } }],
  ])('does not answer for another %s', async (_what, changes) => {
    await known(BUILD);
    expect(await known(BUILD, changes)).toBe(false);
    expect(await known(BUILD)).toBe(true);
  });

  it('does not answer once a file has changed, shown or copied', async () => {
    const bound = { workFrom: undefined, readOnly: [{ source: root, target: '/data' }] };
    expect([await known(RUN), await known(RUN, bound)]).toEqual([false, false]);
    writeFileSync(join(root, 'main.c'), 'int main2;');
    expect([await known(RUN), await known(RUN, bound)]).toEqual([false, false]);
    writeFileSync(join(root, 'main.c'), 'int main;');
    expect([await known(RUN), await known(RUN, bound)]).toEqual([true, true]);
  });

  it('does not answer once the toolchain has changed', async () => {
    await known(BUILD);
    toolchain = 'gcc 12.3';
    expect(await known(BUILD)).toBe(false);
    expect(await known({ ...BUILD, tools: ['/usr/bin/as'] })).toBe(false);
  });

  it('never gives one side what the other made, though everything else is the same', async () => {
    await known({ ...BUILD, side: 'student' });
    expect(await known(BUILD)).toBe(false);
    expect(await known({ ...BUILD, side: 'ours' })).toBe(false);
    expect(await known(RUN)).toBe(false);
  });

  it('asks a program again whose answer may depend on the date, but not a compiler', async () => {
    await known(RUN);
    await known(BUILD);
    now += 11 * 60_000;
    expect(await known(RUN)).toBe(true);
    now += 60_000;
    expect([await known(RUN), await known(BUILD)]).toEqual([false, true]);
  });

  it('keeps only what is worth keeping, and nothing of a run that talks to somebody', async () => {
    const worthKeeping = ({ exitCode }: BoxOutcome) => exitCode === 1;
    expect(await known({ ...RUN, worthKeeping })).toBe(false);
    await known(RUN, { stdin: Readable.from(['input']) });
    expect(kept.size).toBe(0);
    expect(await known(RUN)).toBe(false);
    expect(kept.size).toBe(1);
  });
});
