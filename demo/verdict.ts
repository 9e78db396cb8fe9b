import type { TestResult } from './contract-types.js';
import { exerciseOf } from './exercises.js';
import type { HandInKind } from './hand-in-kind.js';

const TOLERANCE = 1e-9;
// Shorter ones (a password such as `admin`) occur by chance.
const SHORTEST_SECRET = 8;

/** Written by an attack of demo/hand-ins in front of what it found; never to be seen in a report. */
export const LOOT_MARK = 'LOOT-BEGIN';

/** `5/7`, as verdicts are printed. */
export function fraction(kind: HandInKind): string {
  return `${kind.points}/${exerciseOf(kind.exercise).points}`;
}

/** The score that a kind has to get, 0..1. */
export function expectedScore(kind: HandInKind): number {
  return kind.points / exerciseOf(kind.exercise).points;
}

/**
 * Compares a result with what its kind must get; returns one sentence for each difference, none when all is
 * right. `secrets` are texts that must not occur anywhere in the report.
 */
export function compareVerdict(kind: HandInKind, result: TestResult, secrets: readonly string[]): string[] {
  const differences: string[] = [];
  if (result.status !== kind.status) differences.push(`status ${result.status} instead of ${kind.status}`);
  const expected = expectedScore(kind);
  if (Math.abs(result.result - expected) > TOLERANCE) {
    differences.push(`score ${result.result} instead of ${fraction(kind)}`);
  }
  if (kind.status === 'finished') differences.push(...compareReport(kind, result));
  return [...differences, ...leaks(result, secrets)];
}

function compareReport(kind: HandInKind, result: TestResult): string[] {
  const report = result.result_json;
  if (report == null) return ['no report'];
  const differences: string[] = [];
  const { points } = exerciseOf(kind.exercise);
  if (report.summary.passed !== kind.points || report.summary.total !== points) {
    differences.push(`summary ${report.summary.passed}/${report.summary.total} instead of ${fraction(kind)}`);
  }
  const collections = report.tests ?? [];
  const passed = collections.filter((entry) => entry.result === 'PASSED').map((entry) => entry.name);
  const missing = kind.passes.filter((name) => !passed.includes(name));
  const surplus = passed.filter((name) => !kind.passes.includes(name));
  if (missing.length > 0) differences.push(`not passed: ${missing.join(', ')}`);
  if (surplus.length > 0) differences.push(`passed but must not: ${surplus.join(', ')}`);
  const reported = collections.map((entry) => entry.name).join(', ');
  if (reported !== exerciseOf(kind.exercise).collections.join(', ')) {
    differences.push(`the report's collections are: ${reported}`);
  }
  return differences;
}

function leaks(result: TestResult, secrets: readonly string[]): string[] {
  const text = JSON.stringify(result);
  const differences: string[] = [];
  if (text.includes(LOOT_MARK)) differences.push('the report shows loot of an attack');
  if (secrets.some((secret) => secret.length >= SHORTEST_SECRET && text.includes(secret))) {
    differences.push('the report contains a secret of the server');
  }
  return differences;
}
