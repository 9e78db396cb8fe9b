import type { SuiteTest } from '../../formats/test-suite.js';
import type { Qualification } from '../../formats/test-yaml-schema.js';
import {
  judgeText,
  normalisationOf,
  normalise,
  occurrences,
  type TextNormalisation,
  verdictOnSearch,
} from '../comparison/text-rules.js';
import { skipped, type TestVerdict, verdictOf } from '../language.js';
import type { PatternSearch } from '../pattern-search.js';
import { exitComplaint, expectedExitCode } from '../run-facts.js';

/** What a compiled program wrote, and what it is held against. */
export interface OutputCase {
  output: string;
  exitCode: number | null;
  /** value, else expectedStdout or expectedStderr; null when the test has neither. */
  given: string | null;
  /** The reference's output, asked for only when needed; null when there is none. */
  fromReference: () => Promise<string | null>;
}

const NOTHING = 'There is nothing to compare with.';

type Judge = (
  test: SuiteTest,
  found: OutputCase,
  rules: TextNormalisation,
  patterns: PatternSearch,
) => Promise<TestVerdict>;

const JUDGES: Record<Qualification, Judge> = {
  verifyEqual: judgeEqual,
  matches: judgeEqual,
  contains: judgePart,
  startsWith: judgePart,
  endsWith: judgePart,
  regexp: judgePattern,
  regexpMultiline: judgePattern,
  matchesLine: judgeLine,
  containsLine: judgeLine,
  lineCount: judgeLineCount,
  numericOutput: judgeNumbers,
  exitCode: judgeExitCode,
  count: judgeCount,
};

/** Judges one test of the types stdout, stderr and stdio of a compiled language (08 section 7). */
export async function judgeOutput(
  test: SuiteTest,
  found: OutputCase,
  patterns: PatternSearch,
): Promise<TestVerdict> {
  return JUDGES[test.qualification](test, found, normalisationOf(test, true), patterns);
}

async function expectedOf(test: SuiteTest, found: OutputCase, patternFirst = false): Promise<string | null> {
  if (patternFirst && test.pattern !== null) return test.pattern;
  return found.given ?? test.pattern ?? (await found.fromReference());
}

async function judgeEqual(
  test: SuiteTest,
  found: OutputCase,
  rules: TextNormalisation,
): Promise<TestVerdict> {
  const byPattern = test.qualification === 'matches' ? test.pattern : null;
  const expected = found.given ?? byPattern ?? (await found.fromReference());
  if (expected === null) return skipped(NOTHING);
  const fits = normalise(found.output, rules) === normalise(expected, rules);
  return verdictOf(test, fits ? undefined : 'The output is not as expected.');
}

async function judgePart(test: SuiteTest, found: OutputCase, rules: TextNormalisation): Promise<TestVerdict> {
  const expected = await expectedOf(test, found, true);
  if (expected === null) return skipped(NOTHING);
  // Blanks at the ends of a pattern are meant; those of a whole expected output are not.
  const part = normalise(expected, { ...rules, trim: rules.trim && test.pattern === null });
  const output = normalise(found.output, rules);
  const { qualification } = test;
  const starts = qualification !== 'startsWith' || output.startsWith(part);
  const ends = qualification !== 'endsWith' || output.endsWith(part);
  const fits = starts && ends && output.includes(part);
  return verdictOf(test, fits ? undefined : 'The output does not hold what is asked for.');
}

async function judgePattern(
  test: SuiteTest,
  found: OutputCase,
  rules: TextNormalisation,
  patterns: PatternSearch,
): Promise<TestVerdict> {
  const text = normalise(found.output, { ...rules, ignoreCase: false, ignoreWhitespace: false });
  if (test.qualification === 'regexp') return judgeText(test, text, patterns);
  if (test.pattern === null) return skipped('regexpMultiline needs a pattern');
  const flags = { ignoreCase: test.ignoreCase, multiline: true, dotMatchesNewline: true };
  return verdictOnSearch(test, await patterns.search(test.pattern, text, flags));
}

async function judgeLine(test: SuiteTest, found: OutputCase, rules: TextNormalisation): Promise<TestVerdict> {
  const expected = await expectedOf(test, found);
  if (expected === null) return skipped(NOTHING);
  const stripped = { ...rules, trim: true };
  const wanted = normalise(expected, stripped);
  const lines = linesOf(found.output).map((line) => normalise(line, stripped));
  const fits = test.lineNumber === null ? lines.includes(wanted) : lines[test.lineNumber - 1] === wanted;
  return verdictOf(test, fits ? undefined : 'The line asked for is not in the output.');
}

async function judgeLineCount(test: SuiteTest, found: OutputCase): Promise<TestVerdict> {
  const expected = test.countRequirement ?? (await expectedLines(found));
  if (expected === null) return skipped(NOTHING);
  const count = linesOf(found.output).length;
  return verdictOf(test, count === expected ? undefined : `The output has ${count} lines.`);
}

/** A number is the number of lines; any other text stands for as many lines as it has. */
async function expectedLines(found: OutputCase): Promise<number | null> {
  const text = found.given ?? (await found.fromReference());
  if (text === null) return null;
  return found.given !== null && /^\s*\d+\s*$/.test(text) ? Number(text) : linesOf(text).length;
}

/** A final newline adds no line. */
export function linesOf(text: string): string[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

async function judgeNumbers(test: SuiteTest, found: OutputCase): Promise<TestVerdict> {
  const expected = numbersIn((await expectedOf(test, found)) ?? '');
  if (expected.length === 0) return skipped(NOTHING);
  const numbers = numbersIn(found.output);
  const fits = expected.every((value, i) => Math.abs((numbers[i] ?? NaN) - value) <= test.numericTolerance);
  return verdictOf(test, fits ? undefined : 'The numbers in the output are not as expected.');
}

/** The decimal numbers of a text, in order. */
export function numbersIn(text: string): number[] {
  return (text.match(/[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?/g) ?? []).map(Number);
}

async function judgeExitCode(test: SuiteTest, { exitCode }: OutputCase): Promise<TestVerdict> {
  if (exitCode === null) return verdictOf(test, 'The program did not end by itself.');
  return verdictOf(test, exitCode === expectedExitCode(test) ? undefined : exitComplaint(exitCode));
}

async function judgeCount(
  test: SuiteTest,
  found: OutputCase,
  rules: TextNormalisation,
): Promise<TestVerdict> {
  const part = test.pattern ?? found.given;
  if (part === null || test.countRequirement === null)
    return skipped('count needs a pattern and a countRequirement');
  const loose = { ...rules, trim: false };
  const count = occurrences(normalise(found.output, loose), normalise(part, loose));
  return verdictOf(
    test,
    count === test.countRequirement ? undefined : `The text asked for occurs ${count} times.`,
  );
}
