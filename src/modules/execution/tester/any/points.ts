import { MAX_POINTS, type ResultRules, type Visibility } from '../../formats/grader-yaml.js';
import type { ReportSummary } from '../report.js';
import { type GradedOutcome, type GradedRun, type GradedTest, ResultsError } from './graded-test.js';
import { fitsWildcard } from './wildcard.js';

/** Points are counted in millionths, so that sums are exact. */
const PARTS = 1_000_000;

/** A test with everything decided; points in millionths. */
export interface ScoredTest {
  test: GradedTest;
  outcome: GradedOutcome;
  earned: number;
  possible: number;
  visibility: Visibility;
}

/** Decides outcome, points and visibility of each test, by what it says itself and by the rules of the exercise. */
export function scoreTests(tests: readonly GradedTest[], rules: ResultRules): ScoredTest[] {
  return tests.map((test) => {
    const own = test.possible ?? 1;
    const possible = rules.weights.find((rule) => fits(rule.test, test))?.points ?? own;
    const outcome = outcomeOf(test, own);
    const share = outcome === 'skipped' ? 0 : shareOf(test, outcome, own);
    return {
      test,
      outcome,
      earned: inParts(share * possible),
      possible: inParts(possible),
      visibility: visibilityOf(test, rules),
    };
  });
}

function outcomeOf({ outcome, earned }: GradedTest, possible: number): GradedOutcome {
  if (outcome === 'skipped') return outcome;
  if (earned === null) return outcome ?? 'failed';
  return earned >= possible && outcome !== 'failed' ? 'passed' : 'failed';
}

/** The part of its points that a test earned, 0..1. */
function shareOf({ earned }: GradedTest, outcome: GradedOutcome, possible: number): number {
  if (earned === null) return outcome === 'passed' ? 1 : 0;
  return possible === 0 ? 0 : Math.min(1, earned / possible);
}

function visibilityOf(test: GradedTest, { visibility }: ResultRules): Visibility {
  if (test.visibility !== null) return test.visibility;
  if (typeof visibility === 'string') return visibility;
  return visibility.find((rule) => fits(rule.test, test))?.when ?? 'always';
}

/** By its name, or by `suite/name`. */
function fits(pattern: string, { suite, name }: GradedTest): boolean {
  return fitsWildcard(pattern, name) || fitsWildcard(pattern, `${suite}/${name}`);
}

/**
 * Points of the whole, in millionths: those the format gives for it, else the sums of its tests. Throws ResultsError
 * when there are none to be had.
 */
export function totalOf(
  run: GradedRun,
  scored: readonly ScoredTest[],
  rules: ResultRules,
): { earned: number; possible: number } {
  const sum = sumOf(scored);
  const possible =
    rules.points !== undefined
      ? inParts(rules.points)
      : run.total?.possible == null
        ? sum.possible
        : inParts(run.total.possible);
  if (possible === 0) {
    throw new ResultsError(
      'The results say of how many points they are in no place; results.points can say it.',
    );
  }
  if (run.total) {
    const share =
      run.total.possible === null
        ? inParts(run.total.earned) / possible
        : run.total.earned / run.total.possible;
    return { earned: Math.min(possible, Math.round(share * possible)), possible };
  }
  return { earned: Math.min(possible, sum.earned), possible };
}

export function sumOf(scored: readonly ScoredTest[]): { earned: number; possible: number; skipped: number } {
  const add = (of: (one: ScoredTest) => number) => scored.reduce((sum, one) => sum + of(one), 0);
  return {
    earned: add((one) => one.earned),
    possible: add((one) => one.possible),
    skipped: add((one) => (one.outcome === 'skipped' ? one.possible : 0)),
  };
}

/**
 * The largest number of millionths of which all these are multiples. A summary counted in it has whole numbers, its
 * passed / total is the score exactly, and tests of one and the same weight without partial points count as 1 each.
 */
export function unitOf(amounts: readonly number[]): number {
  return amounts.reduce(greatestCommonDivisor, 0) || 1;
}

/** A summary in whole units (see unitOf). */
export function summaryIn(
  unit: number,
  { earned, possible, skipped }: { earned: number; possible: number; skipped: number },
): ReportSummary {
  const left = Math.min(skipped, possible - earned);
  return {
    total: possible / unit,
    passed: earned / unit,
    failed: (possible - earned - left) / unit,
    skipped: left / unit,
  };
}

/** Millionths as points. */
export function inPoints(parts: number): number {
  return parts / PARTS;
}

function inParts(points: number): number {
  if (!(points >= 0 && points <= MAX_POINTS)) throw new ResultsError(`${points} points cannot be given.`);
  return Math.round(points * PARTS);
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}
