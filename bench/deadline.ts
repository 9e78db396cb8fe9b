/**
 * A deadline: hand-ins of two courses arrive at a steady rate, whether or not the server keeps up, while a worker
 * grades. Starts its own server, worker and database. Run by hand: node dist/bench/deadline.js [hand-ins] [seconds]
 */
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { ApiClient } from '../demo/client.js';
import {
  askForTest,
  type BenchCourse,
  type BenchStudent,
  createBenchCourse,
  handIn,
  packed,
  uniqueSolution,
} from './execution-course.js';
import { ADMIN_PASSWORD, startExecutionServer } from './execution-server.js';
import { type Figure, tableOf } from './figure.js';
import { drained, fairness } from './hand-in-burst.js';
import { percentile } from './load.js';

const HAND_INS = 500;
const SECONDS = 10;
const STUDENTS = 50;
const SLOTS = 2;
const P95_MS = 300;

interface Arrival {
  uploaded: number;
  asked: number;
  resultId: string;
}

/** Each hand-in begins at its time; times are those of the answers, in ms. */
async function arrive(students: readonly BenchStudent[], archives: readonly Buffer[], seconds: number) {
  const began = performance.now();
  const every = (seconds * 1000) / archives.length;
  return Promise.all(
    archives.map(async (archive, index): Promise<Arrival> => {
      await pause(began + index * every - performance.now());
      const student = students[index % students.length]!;
      const start = performance.now();
      const artifact = await handIn(student, archive);
      const uploaded = performance.now() - start;
      const resultId = await askForTest(student, artifact);
      return { uploaded, asked: performance.now() - start - uploaded, resultId };
    }),
  );
}

/** Students of both courses in turns. */
function mixed([a, b]: readonly [BenchCourse, BenchCourse]): BenchStudent[] {
  return a.students.flatMap((student, index) => [student, b.students[index]!]);
}

function answerFigures(arrivals: readonly Arrival[]): Figure[] {
  const part = (share: number, of: (arrival: Arrival) => number): number =>
    percentile(
      arrivals.map(of).sort((a, b) => a - b),
      share,
    );
  const unit = 'ms';
  return [
    { what: 'upload answered, p50', value: part(0.5, ({ uploaded }) => uploaded), unit, goal: null },
    { what: 'upload answered, p95', value: part(0.95, ({ uploaded }) => uploaded), unit, goal: P95_MS },
    { what: 'POST /tests answered, p50', value: part(0.5, ({ asked }) => asked), unit, goal: null },
    { what: 'POST /tests answered, p95', value: part(0.95, ({ asked }) => asked), unit, goal: P95_MS },
  ];
}

async function main(handIns: number, seconds: number): Promise<void> {
  console.log(`${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)} at the start`);
  const server = await startExecutionServer();
  try {
    const { client: admin } = await new ApiClient(server.url).login('admin', ADMIN_PASSWORD);
    const courses: [BenchCourse, BenchCourse] = [
      await createBenchCourse(admin, 'a', STUDENTS),
      await createBenchCourse(admin, 'b', STUDENTS),
    ];
    const archives = await Promise.all(
      Array.from({ length: handIns }, (_, number) => packed(uniqueSolution(number + 1))),
    );
    await server.startWorker(SLOTS);
    const source = await new DataSource({ type: 'postgres', url: server.databaseUrl }).initialize();
    try {
      const arrivals = await arrive(mixed(courses), archives, seconds);
      const wanted = arrivals.map(({ resultId }) => resultId);
      await drained(source, wanted);
      const figures = [
        ...answerFigures(arrivals),
        ...(await fairness(source, wanted, SLOTS, 'both courses in turns')),
      ];
      console.log(tableOf(figures));
    } finally {
      await source.destroy();
    }
  } finally {
    await server.stop();
  }
}

await main(Number(process.argv[2] ?? HAND_INS), Number(process.argv[3] ?? SECONDS));
