import { z } from 'zod';
import { gradedTest, type GradedRun, type ResultFile, ResultsError } from '../graded-test.js';
import { points, readShape, tests, words } from './json-results.js';

const test = z
  .object({
    name: words(),
    description: words(),
    points: points().nullish(),
    max_points: points().nullish(),
    message: words(),
    output: words(),
  })
  .refine((one) => (one.points == null) === (one.max_points == null), 'points and max_points go together')
  .refine((one) => (one.points ?? 0) <= (one.max_points ?? 0), 'more points than max_points');

const schema = z.object({
  gradable: z.boolean().default(true),
  score: z.number().finite().min(0).max(1).nullish(),
  message: words(),
  output: words(),
  format_errors: z.union([z.string(), z.array(z.string())]).nullish(),
  tests: tests(test).nullish(),
});

/** Reads a results.json of the PrairieLearn kind; images are left out, and what is not gradable has 0 points. */
export function readPrairieLearn(file: ResultFile): GradedRun {
  const read = readShape(file, schema);
  const found = read.tests ?? [];
  const message = [read.message, [read.format_errors ?? []].flat().join('\n'), read.output]
    .filter((part) => part)
    .join('\n');
  const whole = { format: 'prairielearn', message, logVisibility: null };
  if (!read.gradable) {
    const refused = { ...gradedTest('Tests', 'Gradable'), outcome: 'failed' as const, message };
    return { ...whole, tests: [refused], total: null };
  }
  if (read.score == null && found.length === 0) {
    throw new ResultsError(`${file.path} has neither a score nor tests.`);
  }
  return {
    ...whole,
    tests: found.map((one, index) => ({
      ...gradedTest('Tests', one.name ?? one.description ?? `Test ${index + 1}`),
      ...(one.points == null
        ? { outcome: 'passed' as const, earned: 0, possible: 0 }
        : { earned: one.points, possible: one.max_points ?? 0 }),
      message: one.message ?? '',
      output: one.output ?? '',
    })),
    total: read.score == null ? null : totalOf(read.score, found),
  };
}

/** The score is a share of the whole, which is the points of the tests, or 1 where there are none. */
function totalOf(score: number, found: readonly z.output<typeof test>[]): GradedRun['total'] {
  const possible = found.reduce((sum, one) => sum + (one.max_points ?? 0), 0) || 1;
  return { earned: score * possible, possible };
}
