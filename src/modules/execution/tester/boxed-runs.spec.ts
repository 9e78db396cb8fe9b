import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BoxOutcome } from '../sandbox/box.js';
import { BoxedRuns, interruption, type RunNature } from './boxed-runs.js';
import { RunMemory } from './run-memory.js';
import type { TesterInput } from './tester-input.js';

const LIMITS = { cpuSeconds: 1, wallSeconds: 2, memoryMb: 64, processes: 4, diskMb: 8, outputKb: 64 };
const WHOLE: BoxOutcome = {
  ...{ end: 'exited', exitCode: 0, signal: null, detail: null, wallSeconds: 1, cpuSeconds: 1 },
  ...{ stdout: Buffer.alloc(0), stderr: Buffer.alloc(0), stdoutCut: false, stderrCut: false },
  ...{ channel: Buffer.alloc(0), channelCut: false, files: [], peakMemoryMb: null },
};

let root: string;
let started: number;
let next: BoxOutcome;
let boxes: BoxedRuns;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lectern-boxed-'));
  for (const name of ['student', 'reference']) mkdirSync(join(root, name));
  started = 0;
  next = WHOLE;
  const kept = new Map<string, Buffer>();
  const memory = new RunMemory({
    get: async (key) => kept.get(key) ?? null,
    put: async (key, content) => void kept.set(key, content),
  });
  const run = async (): Promise<BoxOutcome> => {
    started += 1;
    return next;
  };
  const directories = { student: join(root, 'student'), reference: join(root, 'reference') };
  boxes = new BoxedRuns({ box: { run }, memory, directories } as unknown as TesterInput);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** How often boxes were started for two equal runs, the first of which ends as `first`. */
async function startsOf(
  side: string,
  nature: RunNature = {},
  first: Partial<BoxOutcome> = {},
): Promise<number> {
  const request = { command: ['/usr/bin/true'], workFrom: join(root, side), limits: LIMITS };
  next = { ...WHOLE, ...first };
  await boxes.run(request, nature);
  next = WHOLE;
  await boxes.run(request, nature);
  return started;
}

describe('runs in boxes with a memory', () => {
  it('runs the program of the student each time, and that of the reference once', async () => {
    expect(await startsOf('student')).toBe(2);
    expect(boxes.executionSeconds).toBe(2);
    expect(await startsOf('reference')).toBe(3);
    expect(boxes.executionSeconds).toBe(3);
  });

  it('compiles once for each side', async () => {
    expect(await startsOf('student', { buildsWith: ['/usr/bin/gcc'] })).toBe(1);
    expect(await startsOf('reference', { buildsWith: ['/usr/bin/gcc'] })).toBe(2);
  });

  it.each<[string, Partial<BoxOutcome>]>([
    ['took too long', { end: 'time', exitCode: null }],
    ['used too much memory', { end: 'memory', exitCode: null }],
    ['printed too much', { end: 'output', exitCode: null }],
    ['crashed', { end: 'signalled', exitCode: null, signal: 'SIGSEGV' }],
    ['complained', { exitCode: 1 }],
    ['was cut', { stdoutCut: true }],
    ['said more than it may', { channelCut: true }],
    ['left files behind', { detail: '3 of the names were left behind.' }],
  ])('does not remember a reference that %s', async (_what, first) => {
    expect(await startsOf('reference', {}, first)).toBe(2);
  });

  it('does not remember a reference that did not complete in the eyes of its language', async () => {
    const completed = ({ stdout }: BoxOutcome): boolean => stdout.toString() === 'done';
    expect(await startsOf('reference', { completed })).toBe(2);
    expect(await startsOf('reference', { completed }, { stdout: Buffer.from('done') })).toBe(3);
  });
});

describe('a run that was stopped for its time', () => {
  it.each([
    [{ wallSeconds: 2, cpuSeconds: 0.4 }, 'The program took longer than 2 s and was stopped.'],
    [
      { wallSeconds: 1.2, cpuSeconds: 1 },
      'The program took longer than 1 s of computing time and was stopped.',
    ],
  ])('after %j says which limit it was', (used, message) => {
    const outcome: BoxOutcome = { ...WHOLE, end: 'time', exitCode: null, ...used };
    expect(interruption(outcome, LIMITS)).toEqual({ status: 'TIMEDOUT', message });
  });
});
