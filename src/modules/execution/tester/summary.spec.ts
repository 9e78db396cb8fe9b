import fc from 'fast-check';
import { suiteOf } from '../../../../test/factories/suite.factory.js';
import { type CollectionReport, type ReportResult, scoreOf, type SubReport } from './report.js';
import { collectionResult, reportVerdict, summarise } from './summary.js';

const RESULTS: Record<string, ReportResult> = { P: 'PASSED', F: 'FAILED', S: 'SKIPPED' };

/** "PF S" = one collection with a passed and a failed test and one with a skipped test. */
function collections(letters: string): CollectionReport[] {
  return letters
    .split(' ')
    .filter((group) => group !== '-')
    .map((group) => {
      const tests = [...group].map((letter) => ({ result: RESULTS[letter] }) as SubReport);
      return { tests, result: collectionResult(tests) } as CollectionReport;
    });
}
const suite = suiteOf([], { successMessage: 'good', failureMessage: 'bad' });

describe('reportVerdict', () => {
  it.each<[string, string, number[], string, string]>([
    ['collections', 'PP P', [2, 2, 0, 0], 'PASSED', 'good'],
    ['collections', 'PF P', [2, 1, 1, 0], 'FAILED', 'bad'],
    ['collections', 'PS P', [2, 1, 0, 1], 'FAILED', 'bad'],
    ['collections', 'S FS', [2, 0, 0, 2], 'SKIPPED', 'Tests skipped'],
    ['collections', '-', [0, 0, 0, 0], 'SKIPPED', 'No Tests specified'],
    ['tests', 'PP P', [3, 3, 0, 0], 'PASSED', 'Congratulations! All tests passed'],
    ['tests', 'PF S', [3, 1, 1, 1], 'FAILED', 'Some or all tests failed'],
    ['tests', 'PP S', [3, 2, 0, 1], 'SKIPPED', 'Some tests were skipped'],
    ['tests', '-', [0, 0, 0, 0], 'SKIPPED', 'Some tests were skipped'],
  ])('counts %s of %s', (family, letters, [total, passed, failed, skipped], result, resultMessage) => {
    expect(reportVerdict(family as 'collections' | 'tests', collections(letters), suite)).toEqual({
      summary: { total, passed, failed, skipped },
      result,
      resultMessage,
    });
  });

  it('always adds up, and only full marks are a score of 1', () => {
    const letter = fc.constantFrom('P', 'F', 'S');
    const group = fc.array(letter, { minLength: 1, maxLength: 4 }).map((found) => found.join(''));
    fc.assert(
      fc.property(
        fc.array(group, { minLength: 1 }),
        fc.constantFrom('collections', 'tests'),
        (groups, family) => {
          const units = collections(groups.join(' '));
          const { summary, result } = reportVerdict(family as 'collections' | 'tests', units, suite);
          expect(summary.passed + summary.failed + summary.skipped).toBe(summary.total);
          const score = scoreOf({ summary }).result;
          expect(score === 1).toBe(!/[FS]/.test(groups.join('')));
          expect(result === 'PASSED').toBe(score === 1);
        },
      ),
    );
  });
});

describe('collectionResult', () => {
  it.each([
    ['PP', 'PASSED'],
    ['PF', 'FAILED'],
    ['PFS', 'SKIPPED'],
    ['', 'SKIPPED'],
  ])('of %j is %s', (letters, expected) => {
    expect(collectionResult([...letters].map((letter) => ({ result: RESULTS[letter] }) as SubReport))).toBe(
      expected,
    );
  });
});

describe('scoreOf', () => {
  it('divides by the total, or by 1', () => {
    expect(scoreOf({ summary: { total: 4, passed: 3, failed: 0, skipped: 1 } })).toEqual({
      result: 0.75,
      passed: 3,
      failed: 0,
      total: 4,
    });
    expect(scoreOf({ summary: summarise([]) }).result).toBe(0);
  });
});
