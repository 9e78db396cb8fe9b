import type { Visibility } from '../../formats/grader-yaml.js';
import { TesterError } from '../tester.errors.js';

export type GradedOutcome = 'passed' | 'failed' | 'skipped';

/** One test as the grading program tells of it, whatever the format. */
export interface GradedTest {
  /** Collection it belongs to. */
  suite: string;
  name: string;
  /** null: by its points, full ones pass. */
  outcome: GradedOutcome | null;
  /** Points; null: full for a passed test, none for another. */
  earned: number | null;
  /** null: what grader.yaml says, else 1. */
  possible: number | null;
  message: string;
  output: string;
  /** null: what grader.yaml says. */
  visibility: Visibility | null;
}

/** All that was read from the results of one grading program. */
export interface GradedRun {
  format: string;
  tests: GradedTest[];
  /** Points of the whole where the format tells them apart from those of the tests. */
  total: { earned: number; possible: number | null } | null;
  /** What the program says about the whole. */
  message: string;
  /** null: tutors only. */
  logVisibility: Visibility | null;
}

/** How much of any results file is read. */
export const MAX_TESTS = 5_000;

/** The results are missing or cannot be meant: there is no report, and nothing is passed. */
export class ResultsError extends TesterError {
  constructor(message: string, debug?: Readonly<Record<string, unknown>>) {
    super('BAD_RESULTS', message, debug);
  }
}

/** A result file that came out of the grader's box. */
export interface ResultFile {
  path: string;
  text: string;
}

/** An empty test of a suite, to be filled. */
export function gradedTest(suite: string, name: string): GradedTest {
  return {
    ...{ suite, name, outcome: null, earned: null, possible: null },
    ...{ message: '', output: '', visibility: null },
  };
}
