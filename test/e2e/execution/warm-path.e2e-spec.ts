import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskCache } from '../../../src/modules/execution/cache/disk-cache.js';
import type { BoxOutcome, BoxRequest } from '../../../src/modules/execution/sandbox/box.js';
import { Sandbox } from '../../../src/modules/execution/sandbox/sandbox.js';
import { RunMemory } from '../../../src/modules/execution/tester/run-memory.js';
import { type Exercise, type Files, letters, testHandIn } from './tested-exercise.js';

const MB = 1024 * 1024;
const PATIENCE_MS = 600_000;

let home: string;
let sandbox: Sandbox;
let cacheFolder: string;
let number = 0;
let ran: BoxRequest[];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'lectern-warm-'));
  sandbox = await Sandbox.open({ root: join(home, 'sandbox'), minLevel: 'L2', slots: 2 });
}, PATIENCE_MS);
beforeEach(() => {
  number += 1;
  cacheFolder = join(home, `cache-${number}`);
  ran = [];
});
afterAll(async () => {
  await sandbox?.close();
  await rm(home, { recursive: true, force: true });
});

/** As a worker does it that has just started: what it knows is on disk. */
async function graded(exercise: Exercise, student: Files): Promise<string> {
  const memory = new RunMemory(DiskCache.open(cacheFolder, 64 * MB));
  const box = {
    run: (request: BoxRequest): Promise<BoxOutcome> => {
      ran.push(request);
      return sandbox.run(request);
    },
  };
  return letters(await testHandIn(exercise, student, box, { memory }));
}

const compilations = () => ran.filter(({ command }) => command.some((part) => part.includes('gcc'))).length;
const program = (body: string) => `#include <stdio.h>\nint main(void) { ${body} return 0; }\n`;
const collection = (name: string) =>
  `    - {name: ${name}, type: stdout, tests: [{name: printed, qualification: verifyEqual}]}\n`;
const SUM: Exercise = {
  language: 'c',
  testYaml: `properties:\n  tests:\n${collection('first')}${collection('second')}`,
  reference: { 'sum.c': program('printf("5\\n");') },
};

describe('a hand-in in C that was tested before', () => {
  it(
    'is not compiled again, nor is the reference run again; its program is',
    async () => {
      const right = { 'main.c': program('printf("%d\\n", 2 + 3);') };
      expect(await graded(SUM, right)).toBe('P P');
      expect(compilations()).toBe(2);
      const first = ran.length;
      expect(await graded(SUM, right)).toBe('P P');
      expect(compilations()).toBe(2);
      expect(ran.slice(first).map(({ command }) => command)).toEqual([['/program/main'], ['/program/main']]);
    },
    PATIENCE_MS,
  );

  it(
    'is compiled again when one file of it differs, and the reference is still known',
    async () => {
      await graded(SUM, { 'main.c': program('printf("5\\n");'), 'note.txt': 'a' });
      const before = compilations();
      expect(await graded(SUM, { 'main.c': program('printf("6\\n");'), 'note.txt': 'a' })).toBe('F F');
      expect(compilations()).toBe(before + 1);
      await graded(SUM, { 'main.c': program('printf("6\\n");'), 'note.txt': 'b' });
      expect(compilations()).toBe(before + 2);
    },
    PATIENCE_MS,
  );

  it(
    'never gets the program of the reference, nor the reference that of the student, though both are the same',
    async () => {
      expect(await graded(SUM, SUM.reference)).toBe('P P');
      expect(compilations()).toBe(2);
    },
    PATIENCE_MS,
  );

  it(
    'is judged against the new reference once that has changed',
    async () => {
      const five = { 'main.c': program('printf("5\\n");') };
      expect(await graded(SUM, five)).toBe('P P');
      const changed = { ...SUM, reference: { 'sum.c': program('printf("7\\n");') } };
      expect(await graded(changed, five)).toBe('F F');
      expect(await graded({ ...SUM, tests: { 'data.txt': '1' } }, five)).toBe('P P');
    },
    PATIENCE_MS,
  );
});

const VALUES: Exercise = {
  language: 'python',
  testYaml:
    'properties:\n  tests:\n    - {name: v, type: variable, entryPoint: main.py, tests: [{name: total}, {name: day}]}\n',
  reference: {
    'main.py':
      'import datetime, random\ntotal = random.randint(1, 10**9)\nday = str(datetime.date.today())\n',
  },
};

describe('a hand-in in Python', () => {
  it(
    'is run each time, its reference once, and both with the same seeds',
    async () => {
      const right = VALUES.reference;
      const wrong = { 'main.py': 'total, day = 1, "x"\n' };
      expect(await graded(VALUES, wrong)).toBe('FF');
      const first = ran.length;
      expect(await graded(VALUES, right)).toBe('PP');
      expect(ran.length - first).toBe(1);
      expect(await graded(VALUES, wrong)).toBe('FF');
      expect(ran.length - first).toBe(2);
    },
    PATIENCE_MS,
  );

  it(
    'whose reference crashes is told so each time: only what completed is remembered',
    async () => {
      const broken = { ...VALUES, reference: { 'main.py': 'raise ValueError("no")\n' } };
      await graded(broken, VALUES.reference);
      const first = ran.length;
      await graded(broken, VALUES.reference);
      expect(ran.length - first).toBe(2);
    },
    PATIENCE_MS,
  );

  it(
    'cannot see the folder in which all this is kept, or change the harness it is run by',
    async () => {
      await graded(VALUES, VALUES.reference);
      expect((await readdir(cacheFolder)).length).toBeGreaterThan(0);
      const spy = [
        'import os',
        `total = os.path.exists(${JSON.stringify(cacheFolder)}) or os.path.exists(${JSON.stringify(home)})`,
        'try:',
        '    open("/lectern/harness.pyc", "ab")',
        '    day = "changed"',
        'except OSError as problem:',
        '    day = "kept"',
      ].join('\n');
      const seen: Exercise = {
        language: 'python',
        testYaml:
          'properties:\n  tests:\n    - {name: v, type: variable, entryPoint: main.py, tests: [{name: total, value: false}, {name: day, value: kept}]}\n',
        reference: {},
      };
      expect(await graded(seen, { 'main.py': spy })).toBe('PP');
    },
    PATIENCE_MS,
  );
});
