import { setTimeout as pause } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { bounded } from '../demo/bounded.js';
import {
  askForTest,
  type BenchCourse,
  type BenchStudent,
  handIn,
  packed,
  uniqueSolution,
} from './execution-course.js';
import type { ExecutionServer } from './execution-server.js';
import type { Figure } from './figure.js';

const AT_ONCE = 8;
const LOOK_MS = 200;
const LONGEST_MS = 600_000;
const MOST_RATIO = 2;

/**
 * All hand-ins of the first course wait before those of the second when the worker comes: the unfairest order there
 * can be. Each student hands in several times; `count` for each course.
 */
export async function burst(
  server: ExecutionServer,
  courses: readonly BenchCourse[],
  count: number,
  slots: number,
  next: () => number,
): Promise<Figure[]> {
  await server.stopWorker();
  const wanted: string[] = [];
  for (const { students } of courses) wanted.push(...(await queueUp(students, count, next)));
  const source = await new DataSource({ type: 'postgres', url: server.databaseUrl }).initialize();
  try {
    await server.startWorker(slots);
    await drained(source, wanted);
    return await fairness(source, wanted, slots, 'one course had queued up before the other');
  } finally {
    await source.destroy();
  }
}

async function queueUp(
  students: readonly BenchStudent[],
  count: number,
  next: () => number,
): Promise<string[]> {
  const turns = Array.from({ length: count }, (_, index) => students[index % students.length]!);
  return bounded(turns, AT_ONCE, async (student) =>
    askForTest(student, await handIn(student, await packed(uniqueSolution(next())))),
  );
}

/** Waits until none of the results is under way any more. */
export async function drained(source: DataSource, wanted: readonly string[]): Promise<void> {
  const late = performance.now() + LONGEST_MS;
  while (performance.now() < late) {
    const [row]: { open: number }[] = await source.query(
      `SELECT count(*)::int AS open FROM submission.results WHERE id = ANY($1) AND status IN ('queued', 'started')`,
      [wanted],
    );
    if (row?.open === 0) return;
    await pause(LOOK_MS);
  }
  throw new Error('the burst was not drained in ten minutes');
}

/** What became of the results, in which order of courses, and how fast. */
export async function fairness(
  source: DataSource,
  wanted: readonly string[],
  slots: number,
  remark: string,
): Promise<Figure[]> {
  const runs: { course: string; status: string; result: number; started: number; finished: number }[] =
    await source.query(
      `SELECT s.course_id AS course, s.status, s.result::float8 AS result,
         extract(epoch FROM r.started_at)::float8 AS started, extract(epoch FROM r.finished_at)::float8 AS finished
       FROM submission.results s JOIN execution.runs r ON r.id::text = s.test_system_id
       WHERE s.id = ANY($1) ORDER BY r.started_at`,
      [wanted],
    );
  const half = runs.slice(0, Math.ceil(runs.length / 2));
  const shares = new Map<string, number>(runs.map(({ course }) => [course, 0]));
  for (const { course } of half) shares.set(course, (shares.get(course) ?? 0) + 1);
  const counts = [...shares.values()];
  const right = runs.filter(({ status, result }) => status === 'finished' && result === 1).length;
  const seconds = Math.max(...runs.map(({ finished }) => finished)) - (runs[0]?.started ?? NaN);
  const size = `burst of ${wanted.length} hand-ins of 2 courses, ${slots} slots`;
  return [
    { what: `${size}: lost or wrong`, value: wanted.length - right, unit: '', goal: 0 },
    {
      ...{ what: `${size}: share of the courses at the half, larger : smaller`, unit: '' },
      ...{ value: Math.max(...counts) / Math.min(...counts), goal: MOST_RATIO },
      remark,
    },
    {
      ...{ what: `${size}: first claim to last report`, value: seconds, unit: 's', goal: null },
      remark: `${(wanted.length / seconds).toFixed(1)} a second; reference known`,
    },
  ];
}
