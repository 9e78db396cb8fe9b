import { z } from 'zod';
import {
  gradedTest,
  type GradedOutcome,
  type GradedRun,
  type ResultFile,
  ResultsError,
} from '../graded-test.js';
import { readShape, tests, words } from './json-results.js';

const test = z.object({
  name: z.string().min(1),
  status: z.enum(['passed', 'failed', 'skipped', 'pending', 'other']),
  duration: z.number().finite().min(0).nullish(),
  suite: z.union([z.string(), z.array(z.string())]).nullish(),
  message: words(),
  trace: words(),
  stdout: z.array(z.string()).nullish(),
  stderr: z.array(z.string()).nullish(),
});

const count = z.number().int().min(0);
const schema = z.object({
  results: z.object({
    tool: z.object({ name: z.string() }),
    summary: z.object({
      tests: count,
      passed: count,
      failed: count,
      pending: count,
      skipped: count,
      other: count,
    }),
    tests: tests(test).min(1, 'no tests'),
  }),
});

type Status = z.output<typeof test>['status'];

/** A test that neither passed nor was left out has failed. */
const OUTCOMES: Record<Status, GradedOutcome> = {
  passed: 'passed',
  failed: 'failed',
  other: 'failed',
  skipped: 'skipped',
  pending: 'skipped',
};

/** Reads a report of the Common Test Report Format; its summary must fit its tests. */
export function readCtrf(file: ResultFile): GradedRun {
  const { summary, tests: found } = readShape(file, schema).results;
  const statuses: Status[] = ['passed', 'failed', 'pending', 'skipped', 'other'];
  const fits = statuses.every(
    (status) => found.filter((one) => one.status === status).length === summary[status],
  );
  if (!fits || summary.tests !== found.length) {
    throw new ResultsError(`${file.path}: the summary does not fit the tests, so a part may be missing.`);
  }
  return {
    format: 'ctrf',
    tests: found.map((one) => ({
      ...gradedTest([one.suite ?? []].flat().join(' › ') || 'Tests', one.name),
      outcome: OUTCOMES[one.status],
      message: [one.message, one.trace].filter((part) => part).join('\n'),
      output: [...(one.stdout ?? []), ...(one.stderr ?? [])].join('\n'),
    })),
    total: null,
    message: '',
    logVisibility: null,
  };
}
