/**
 * What testing a hand-in costs beside the program itself, and how long a student waits. Starts its own server, worker
 * and database on a temporary home. Run by hand: node dist/bench/execution.js [quick] [boxes|server] [--strict]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiClient } from '../demo/client.js';
import { DiskCache } from '../src/modules/execution/cache/disk-cache.js';
import { Sandbox } from '../src/modules/execution/sandbox/sandbox.js';
import { RunMemory } from '../src/modules/execution/tester/run-memory.js';
import { createBenchCourse } from './execution-course.js';
import { ADMIN_PASSWORD, startExecutionServer } from './execution-server.js';
import { burst } from './hand-in-burst.js';
import { waits } from './hand-in-waits.js';
import { type Figure, isMet, tableOf } from './figure.js';
import { percentile } from './load.js';
import {
  BARE_PYTHON,
  COMPUTING_PYTHON,
  layOut,
  onOneCore,
  plainly,
  type Program,
  SHORT_C,
  SHORT_PYTHON,
  tested,
} from './plain-runs.js';

const MB = 1024 * 1024;
const SLOTS = 2;
const OVERHEAD_MS = 25;
const RATIO = 0.7;

interface Room {
  root: string;
  sandbox: Sandbox;
  memory: RunMemory;
  runs: number;
}

let numbers = 0;
const next = (): number => (numbers += 1);

async function milliseconds(action: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await action();
  return performance.now() - began;
}

const median = (times: number[]): number =>
  percentile(
    times.toSorted((a, b) => a - b),
    0.5,
  );

const TICK_MS = 10;

/** Computing time of this process and of all it started that have ended, ms. */
function computingTime(): number {
  const stat = readFileSync('/proc/self/stat', 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return TICK_MS * fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
}

interface Overhead {
  /** Of medians, ms. */
  wall: number;
  /** On average, ms; other programs on the machine hardly change it. */
  computing: number;
}

/** The tests of a hand-in without its program started plainly, taken in turns. */
async function overhead(
  { root, sandbox, memory, runs }: Room,
  program: Program,
  builtBefore: boolean,
): Promise<Overhead> {
  const times = { plain: [] as number[], boxed: [] as number[] };
  let computing = 0;
  const from = builtBefore ? program.plain.length - 1 : 0;
  for (let run = 0; run < runs; run += 1) {
    const [plain, boxed] = [layOut(root, program, next()), layOut(root, program, next())];
    if (builtBefore) {
      await plainly(program, plain);
      await tested(sandbox, program, boxed, memory);
    }
    const before = computingTime();
    times.plain.push(await milliseconds(() => plainly(program, plain, from)));
    const between = computingTime();
    times.boxed.push(await milliseconds(() => tested(sandbox, program, boxed, memory)));
    computing += computingTime() - between - (between - before);
  }
  return { wall: median(times.boxed) - median(times.plain), computing: computing / runs };
}

interface OverheadCase {
  what: string;
  program: Program;
  builtBefore: boolean;
  goal: number | null;
  remark: string;
}

const OVERHEADS: readonly OverheadCase[] = [
  {
    ...{ what: 'a Python run over `python3 -S main.py`', program: BARE_PYTHON, goal: OVERHEAD_MS },
    ...{ builtBefore: false, remark: 'a new hand-in each time; only our own harness is compiled before' },
  },
  {
    ...{
      what: 'a Python run over `python3 main.py`, which loads site.py',
      program: SHORT_PYTHON,
      goal: null,
    },
    ...{ builtBefore: false, remark: 'a new hand-in each time' },
  },
  {
    ...{ what: 'a C run over `./main`', program: SHORT_C, goal: OVERHEAD_MS },
    ...{ builtBefore: true, remark: 'each hand-in for the second time: compilation known' },
  },
  {
    ...{ what: 'compiling and running C over `gcc` and `./main`', program: SHORT_C, goal: null },
    ...{ builtBefore: false, remark: 'a new hand-in each time: two boxes' },
  },
];

async function overheads(room: Room): Promise<Figure[]> {
  return onOneCore(async () => {
    const figures: Figure[] = [];
    for (const { what, program, builtBefore, goal, remark } of OVERHEADS) {
      const { wall, computing } = await overhead(room, program, builtBefore);
      figures.push(
        { what: `overhead of ${what}, one core, median`, value: wall, unit: 'ms', goal, remark },
        { what: 'of that, computing time, average', value: computing, unit: 'ms', goal: null },
      );
    }
    return figures;
  });
}

/** Runs a second in `SLOTS` lanes as a share of plain starts one after another. */
async function ratio({ root, sandbox, memory, runs }: Room, program: Program): Promise<number> {
  const homes = () => Array.from({ length: runs }, () => layOut(root, program, next()));
  const plain = homes();
  const boxed = homes();
  const alone = await milliseconds(async () => {
    for (const home of plain) await plainly(program, home);
  });
  const together = await milliseconds(async () => {
    const waiting = boxed.values();
    const lane = async (): Promise<void> => {
      for (const home of waiting) await tested(sandbox, program, home, memory);
    };
    await Promise.all(Array.from({ length: SLOTS }, lane));
  });
  return alone / together;
}

async function ratios(room: Room): Promise<Figure[]> {
  const programs: [string, Program][] = [
    ['Python that computes for some 100 ms', COMPUTING_PYTHON],
    ['Python that does nothing', SHORT_PYTHON],
    ['C, compiled and run', SHORT_C],
  ];
  const figures: Figure[] = [];
  for (const [name, program] of programs) {
    figures.push({
      ...{ what: `runs a second in ${SLOTS} slots : plain starts one after another, ${name}` },
      ...{ value: await ratio(room, program), unit: '', goal: RATIO, least: true },
      remark: 'a new hand-in each time; nothing known',
    });
  }
  return figures;
}

async function boxFigures(quick: boolean): Promise<Figure[]> {
  const root = mkdtempSync(join(tmpdir(), 'lectern-bench-'));
  const sandbox = await Sandbox.open({
    ...{ root: join(root, 'sandbox'), minLevel: 'L2', slots: SLOTS },
    // As workers have them.
    ready: SLOTS,
  });
  try {
    const memory = new RunMemory(DiskCache.open(join(root, 'cache'), 64 * MB));
    const room = { root, sandbox, memory, runs: quick ? 15 : 60 };
    console.log(`boxes of level ${sandbox.level}`);
    return [...(await overheads(room)), ...(await ratios(room))];
  } finally {
    await sandbox.close();
    rmSync(root, { recursive: true, force: true });
  }
}

async function serverFigures(quick: boolean): Promise<Figure[]> {
  const server = await startExecutionServer();
  try {
    const { client: admin } = await new ApiClient(server.url).login('admin', ADMIN_PASSWORD);
    const students = quick ? 6 : 25;
    const a = await createBenchCourse(admin, 'a', students);
    const b = await createBenchCourse(admin, 'b', students);
    await server.startWorker(SLOTS);
    return [
      ...(await waits(server, a.students, quick ? 20 : 100, next)),
      ...(await burst(server, [a, b], quick ? 30 : 150, SLOTS, next)),
    ];
  } finally {
    await server.stop();
  }
}

async function main(flags: readonly string[]): Promise<void> {
  const quick = flags.includes('quick');
  const load = () => loadavg()[0]?.toFixed(1);
  console.log(`${availableParallelism()} cores, node ${process.version}, load ${load()} at the start`);
  const parts = flags.includes('boxes') ? [boxFigures] : [boxFigures, serverFigures];
  const figures: Figure[] = [];
  for (const part of flags.includes('server') ? [serverFigures] : parts) figures.push(...(await part(quick)));
  console.log(`load ${load()} at the end\n\n${tableOf(figures)}`);
  if (flags.includes('--strict') && !figures.every(isMet)) process.exitCode = 1;
}

await main(process.argv.slice(2));
