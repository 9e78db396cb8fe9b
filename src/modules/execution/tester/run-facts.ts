import type { SuiteTest, SuiteCollection } from '../formats/test-suite.js';
import type { RunEnd } from './boxed-runs.js';
import { failed, skipped, type TestVerdict, verdictOf } from './language.js';

/** What is known about a run beside its output. */
export interface RunFacts extends RunEnd {
  /** Whether program, interpreter or compiler reported an error. */
  erred: boolean;
  errorText: string;
  /** Text in which warnings of compiler or interpreter stand. */
  warningText: string;
  /** 128 + signal for a program that was killed by one; null when it never ended by itself. */
  exitCode: number | null;
  wallSeconds: number;
}

export const FACT_TYPES = ['error', 'warning', 'exitcode', 'runtime'] as const;
export type FactType = (typeof FACT_TYPES)[number];

export function isFactType(type: SuiteCollection['type']): type is SuiteCollection['type'] & FactType {
  return (FACT_TYPES as readonly string[]).includes(type);
}

/** Judges tests about how a run ended: error, warning, exitcode, runtime. */
export function judgeFacts(test: SuiteTest, type: FactType, facts: RunFacts): TestVerdict {
  return JUDGES[type](test, facts);
}

const JUDGES: Record<FactType, (test: SuiteTest, facts: RunFacts) => TestVerdict> = {
  error: (test, { erred, errorText }) => {
    if (!erred) return verdictOf(test, 'The run ended without an error.');
    return verdictOf(test, holds(errorText, test.pattern) ? undefined : 'The run ended with another error.');
  },
  warning: (test, { warningText }) => {
    if (!/warning/i.test(warningText)) return verdictOf(test, 'There was no warning.');
    return verdictOf(test, holds(warningText, test.pattern) ? undefined : 'There was another warning.');
  },
  exitcode: (test, { exitCode, message, status }) => {
    if (exitCode === null) return failed(message, status);
    return verdictOf(test, exitCode === expectedExitCode(test) ? undefined : exitComplaint(exitCode));
  },
  runtime: (test, facts) => judgeRuntime(test, facts),
};

/** The exit code a test asks for: value, else expectedExitCode, else 0. */
export function expectedExitCode(test: SuiteTest): number {
  return test.valueText === null ? (test.expectedExitCode ?? 0) : Number(test.valueText);
}

export function exitComplaint(exitCode: number): string {
  return `The program ended with exit code ${exitCode}.`;
}

function judgeRuntime(test: SuiteTest, facts: RunFacts): TestVerdict {
  if (facts.status !== 'COMPLETED') return failed(facts.message, facts.status);
  const bound = test.valueText === null ? NaN : Number(test.valueText);
  if (Number.isNaN(bound)) return skipped('runtime needs a number of seconds as value');
  return verdictOf(
    test,
    facts.wallSeconds <= bound ? undefined : `The run took ${facts.wallSeconds.toFixed(2)} s.`,
  );
}

function holds(text: string, pattern: string | null): boolean {
  return pattern === null || text.includes(pattern);
}
