import type { SuiteTest } from '../../formats/test-suite.js';
import { failed, skipped, type TestVerdict, verdictOf } from '../language.js';
import type { PatternAnswer, PatternSearch } from '../pattern-search.js';

/** Which differences between two texts do not count. */
export interface TextNormalisation {
  trim: boolean;
  newlines: boolean;
  ignoreCase: boolean;
  ignoreWhitespace: boolean;
}

/** What a test says about normalising; `byDefault` holds for trimming and newlines where it says nothing. */
export function normalisationOf(test: SuiteTest, byDefault: boolean): TextNormalisation {
  return {
    trim: test.trimOutput ?? byDefault,
    newlines: test.normalizeNewlines ?? byDefault,
    ignoreCase: test.ignoreCase,
    ignoreWhitespace: test.ignoreWhitespace,
  };
}

export function normalise(text: string, rules: TextNormalisation): string {
  let result = rules.newlines ? text.replace(/\r\n?/g, '\n') : text;
  if (rules.ignoreCase) result = result.toLowerCase();
  if (rules.ignoreWhitespace) return result.replace(/\s+/g, '');
  return rules.trim ? result.trim() : result;
}

/** Number of occurrences without overlaps; an empty pattern occurs nowhere. */
export function occurrences(text: string, pattern: string): number {
  return pattern === '' ? 0 : text.split(pattern).length - 1;
}

/** The verdict on a search: a match passes, a problem fails with the problem as message. */
export function verdictOnSearch(test: SuiteTest, answer: PatternAnswer): TestVerdict {
  if ('problem' in answer) return failed(answer.problem);
  return verdictOf(test, answer.count > 0 ? undefined : `${test.name} does not match what is asked for`);
}

/**
 * The qualifications of 08 section 7 that hold for any text of a student (matches, contains, startsWith, endsWith,
 * regexp, count); others, and those without the pattern or number they need, are skipped.
 */
export async function judgeText(
  test: SuiteTest,
  text: string,
  patterns: PatternSearch,
): Promise<TestVerdict> {
  const { pattern, qualification } = test;
  if (pattern === null) return skipped(`${qualification} needs a pattern`);
  if (qualification === 'regexp') {
    return verdictOnSearch(test, await patterns.search(pattern, text, { ignoreCase: test.ignoreCase }));
  }
  if (qualification === 'count') {
    if (test.countRequirement === null) return skipped('count needs a countRequirement');
    const fits = occurrences(text, pattern) === test.countRequirement;
    return verdictOf(test, fits ? undefined : `${test.name} does not hold the text as often as asked for`);
  }
  if (!Object.hasOwn(TEXT_CHECKS, qualification))
    return skipped(`${qualification} is not used for this type of test`);
  const fits = TEXT_CHECKS[qualification as keyof typeof TEXT_CHECKS](text, pattern);
  return verdictOf(test, fits ? undefined : `${test.name} is not as asked for`);
}

const TEXT_CHECKS = {
  matches: (text: string, pattern: string) => text === pattern,
  contains: (text: string, pattern: string) => text.includes(pattern),
  startsWith: (text: string, pattern: string) => text.startsWith(pattern),
  endsWith: (text: string, pattern: string) => text.endsWith(pattern),
};
