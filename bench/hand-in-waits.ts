import { DataSource } from 'typeorm';
import { askForTest, type BenchStudent, handIn, packed, uniqueSolution } from './execution-course.js';
import type { ExecutionServer } from './execution-server.js';
import type { Figure } from './figure.js';
import { costFigures, spent } from './hand-in-cost.js';
import { percentile } from './load.js';
import { ResultWatch } from './result-watch.js';

const WARM_UP = 3;
const P50_MS = 250;
const P95_MS = 500;
const CLAIM_TO_RESULT_MS = 60;

interface Wait {
  resultId: string;
  /** From the upload's first byte to the answer of POST /tests, and to the news of the result; ms. */
  accepted: number;
  seen: number;
  seenAt: number;
}

/** Students hand in one after the other, each as soon as the one before has seen the result, on an idle server. */
export async function waits(
  server: ExecutionServer,
  students: readonly BenchStudent[],
  count: number,
  next: () => number,
): Promise<Figure[]> {
  const lines = await Promise.all(
    students.map(async (student) => ({ student, watch: await ResultWatch.open(server.url, student) })),
  );
  const some = async (many: number): Promise<Wait[]> => {
    const found: Wait[] = [];
    for (let number = 0; number < many; number += 1) {
      const { student, watch } = lines[number % lines.length]!;
      found.push(await waitOf(student, watch, await packed(uniqueSolution(next()))));
    }
    return found;
  };
  const source = await new DataSource({ type: 'postgres', url: server.databaseUrl }).initialize();
  try {
    await some(WARM_UP);
    const before = await spent(server, source);
    const found = await some(count);
    const costs = costFigures(before, await spent(server, source), count);
    return [...(await claimFigures(source, found)), ...waitFigures(found), ...costs];
  } finally {
    for (const { watch } of lines) watch.close();
    await source.destroy();
  }
}

async function waitOf(student: BenchStudent, watch: ResultWatch, archive: Buffer): Promise<Wait> {
  const began = performance.now();
  const resultId = await askForTest(student, await handIn(student, archive));
  const accepted = performance.now() - began;
  const { status, at } = await watch.endOf(resultId);
  if (status !== 'finished') throw new Error(`the result ${resultId} is ${status}`);
  return { resultId, accepted, seen: at - performance.timeOrigin - began, seenAt: at };
}

function waitFigures(found: readonly Wait[]): Figure[] {
  const part = (share: number, of: (wait: Wait) => number): number =>
    percentile(
      found.map(of).sort((a, b) => a - b),
      share,
    );
  const unit = 'ms';
  const remark = 'example and reference known, hand-ins new';
  return [
    { what: 'hand-in to result seen, p50', value: part(0.5, ({ seen }) => seen), unit, goal: P50_MS, remark },
    {
      what: 'hand-in to result seen, p95',
      value: part(0.95, ({ seen }) => seen),
      unit,
      goal: P95_MS,
      remark,
    },
    {
      ...{ what: 'of that, upload and POST /tests, p50', unit, goal: null },
      value: part(0.5, ({ accepted }) => accepted),
    },
  ];
}

/** The times of runs are the database's; its clock and ours are the same machine's. */
async function claimFigures(source: DataSource, found: readonly Wait[]): Promise<Figure[]> {
  const rows: { id: string; queued: number; started: number; finished: number }[] = await source.query(
    `SELECT s.id, extract(epoch FROM r.created_at)::float8 * 1000 AS queued,
       extract(epoch FROM r.started_at)::float8 * 1000 AS started,
       extract(epoch FROM r.finished_at)::float8 * 1000 AS finished
     FROM submission.results s JOIN execution.runs r ON r.id::text = s.test_system_id WHERE s.id = ANY($1)`,
    [found.map(({ resultId }) => resultId)],
  );
  const seenAt = new Map(found.map((wait) => [wait.resultId, wait.seenAt]));
  const part = (of: (row: (typeof rows)[number]) => number): number =>
    percentile(
      rows.map(of).sort((a, b) => a - b),
      0.5,
    );
  const unit = 'ms';
  return [
    {
      ...{ what: 'claim to reported result, p50', unit, goal: CLAIM_TO_RESULT_MS },
      value: part(({ id, started }) => (seenAt.get(id) ?? NaN) - started),
      remark: "from the claim's transaction to the news at the student",
    },
    {
      ...{ what: 'of that, until the report arrives at the server, p50', unit, goal: null },
      value: part(({ started, finished }) => finished - started),
    },
    {
      ...{ what: 'queued to claim, p50', unit, goal: null },
      value: part(({ queued, started }) => started - queued),
    },
  ];
}
