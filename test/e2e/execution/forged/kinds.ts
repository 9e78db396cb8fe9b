import type { Exercise, Files } from '../tested-exercise.js';

/** A hand-in that is wrong and wants points all the same. */
export interface ForgedHandIn {
  kind: string;
  files: Files;
}

/** An exercise with the forgeries of it; the honest hand-in proves that points can be had. */
export interface ForgedExercise {
  name: string;
  exercise: Exercise;
  honest: Files;
  forged: readonly ForgedHandIn[];
}

/** A report in which everything passed, as a forger would write it. */
export const FALSE_REPORT = JSON.stringify({
  result: 'PASSED',
  status: 'COMPLETED',
  summary: { total: 4, passed: 4, failed: 0, skipped: 0 },
  result_value: 1,
  tests: [],
});
export const FALSE_JUNIT = '<testsuite name="s" tests="1"><testcase name="sum"/></testsuite>';
