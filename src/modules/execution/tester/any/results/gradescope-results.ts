import { z } from 'zod';
import type { Visibility } from '../../../formats/grader-yaml.js';
import {
  gradedTest,
  type GradedRun,
  type GradedTest,
  type ResultFile,
  ResultsError,
} from '../graded-test.js';
import { points, readShape, tests, words } from './json-results.js';

const VISIBILITY: Record<string, Visibility> = {
  visible: 'always',
  hidden: 'never',
  after_due_date: 'after_due',
  after_published: 'after_graded',
};
const visibility = z.enum(['visible', 'hidden', 'after_due_date', 'after_published']).nullish();

const test = z.object({
  score: points().nullish(),
  max_score: points().nullish(),
  status: z.enum(['passed', 'failed']).nullish(),
  name: words(),
  number: z.union([z.string(), z.number()]).nullish(),
  output: words(),
  tags: z.union([z.string(), z.array(z.string())]).nullish(),
  visibility,
});

const schema = z.object({
  score: points().nullish(),
  execution_time: z.number().finite().min(0).nullish(),
  output: words(),
  visibility,
  stdout_visibility: visibility,
  tests: tests(test).nullish(),
});

/** Reads a results.json of the Gradescope kind; points above the most count as the most, and the test says so. */
export function readGradescope(file: ResultFile): GradedRun {
  const read = readShape(file, schema);
  const found = read.tests ?? [];
  if (read.score == null && found.length === 0) {
    throw new ResultsError(`${file.path} has neither a score nor tests.`);
  }
  const hidden = (read.visibility ?? 'visible') !== 'visible';
  return {
    format: 'gradescope',
    tests: found.map((one, index) => testOf(one, index, read, file)),
    total: read.score == null ? null : { earned: read.score, possible: null },
    message: hidden ? '' : (read.output ?? ''),
    logVisibility: read.stdout_visibility ? VISIBILITY[read.stdout_visibility]! : null,
  };
}

type Read = z.output<typeof schema>;
type ReadTest = z.output<typeof test>;

function testOf(
  one: ReadTest,
  index: number,
  { score, visibility: general }: Read,
  { path }: ResultFile,
): GradedTest {
  const name = nameOf(one, index);
  checkPoints(one, score != null, `${path}, ${name}`);
  const seen = one.visibility ?? general;
  return {
    ...gradedTest('Tests', name),
    ...pointsOf(one),
    // Beside a score of the whole, a test without points of its own only informs.
    ...(score != null && one.max_score == null ? { earned: 0, possible: 0 } : {}),
    output: one.output ?? '',
    visibility: seen ? VISIBILITY[seen]! : null,
  };
}

function nameOf({ name, number }: ReadTest, index: number): string {
  return [number, name].filter((part) => part != null && part !== '').join(' ') || `Test ${index + 1}`;
}

function checkPoints({ score, max_score: most, status }: ReadTest, whole: boolean, place: string): void {
  if (score != null && most == null && !whole) throw new ResultsError(`${place}: a score needs a max_score.`);
  if (score == null && status == null && (most ?? 0) > 0) {
    throw new ResultsError(`${place}: neither a score nor a status is given.`);
  }
}

/** A score decides; without one, the status does. */
function pointsOf(one: ReadTest): Pick<GradedTest, 'outcome' | 'earned' | 'possible' | 'message'> {
  const { score = null, max_score: most = null, status = null } = one;
  if (score === null && status === null) return { outcome: 'passed', earned: 0, possible: 0, message: '' };
  const over = score !== null && most !== null && score > most;
  return {
    outcome: status,
    earned: over ? most : score,
    possible: most,
    message: over ? `Of ${score} points at most ${most} count.` : '',
  };
}
