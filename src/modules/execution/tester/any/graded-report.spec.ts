import fc from 'fast-check';
import { parseGraderYaml } from '../../formats/grader-yaml.js';
import { scoreOf } from '../report.js';
import { gradedReport } from './graded-report.js';
import { type GradedRun, gradedTest, type GradedTest, ResultsError } from './graded-test.js';

const facts = {
  began: new Date(0),
  duration: 1,
  executionDuration: 1,
  trust: 'isolated' as const,
  notes: [],
  log: { stdout: '', stderr: '' },
};

function exercise(results = '{}') {
  const parsed = parseGraderYaml(`grade: {command: [a]}\nresults: ${results}\n`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.file;
}

const test = (name: string, changes: Partial<GradedTest> = {}): GradedTest => ({
  ...gradedTest('s', name),
  outcome: 'passed',
  ...changes,
});
const points = (earned: number, possible: number) => ({ outcome: null, earned, possible });
const run = (tests: GradedTest[], changes: Partial<GradedRun> = {}): GradedRun => ({
  ...{ format: 'junit', tests, total: null, message: '', logVisibility: null },
  ...changes,
});
const report = (tests: GradedTest[], results?: string, changes?: Partial<GradedRun>) =>
  gradedReport(run(tests, changes), exercise(results), facts);

describe('the report of a grading program', () => {
  it('counts tests where all weigh the same', () => {
    const made = report([test('a'), test('b', { outcome: 'failed' }), test('c', { outcome: 'skipped' })]);
    expect(made.summary).toEqual({ total: 3, passed: 1, failed: 1, skipped: 1 });
    expect(made.tests.map(({ result, summary }) => [result, summary])).toEqual([['SKIPPED', made.summary]]);
    expect(made.result).toBe('FAILED');
    expect(report([test('a'), test('b')])).toMatchObject({
      result: 'PASSED',
      summary: { total: 2, passed: 2 },
    });
    expect(report([test('a'), test('b', { outcome: 'skipped' })]).result).toBe('SKIPPED');
  });

  it('counts points in the largest unit that fits all of them', () => {
    const made = report([test('a', points(1.5, 2)), test('b', points(0, 1))]);
    expect(made.summary).toEqual({ total: 6, passed: 3, failed: 3, skipped: 0 });
    expect(made.properties).toEqual({ points: { earned: 1.5, possible: 3 } });
    expect(made.tests[0]?.tests[0]).toEqual({
      ...{ name: 'a', status: 'COMPLETED', result: 'FAILED', points: { earned: 1.5, possible: 2 } },
      ...{ resultMessage: '1.5 of 2 points.', statusMessage: '1.5 of 2 points.', visibility: 'always' },
    });
  });

  it('has whole numbers whose quotient is the score, whatever the points', () => {
    const amount = fc.integer({ min: 0, max: 10_000_000 }).map((millionths) => millionths / 1_000_000);
    const one = fc.tuple(amount, amount).map(([a, b]) => points(Math.min(a, b), Math.max(a, b)));
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 20 }), (all) => {
        const possible = all.reduce((sum, each) => sum + each.possible, 0);
        fc.pre(possible > 0);
        const made = report(all.map((each, index) => test(`t${index}`, each)));
        const { total, passed, failed, skipped } = made.summary;
        for (const count of [total, passed, failed, skipped]) expect(Number.isSafeInteger(count)).toBe(true);
        expect(passed + failed + skipped).toBe(total);
        const earned = all.reduce((sum, each) => sum + each.earned, 0);
        expect(scoreOf(made).result).toBeCloseTo(earned / possible, 9);
      }),
    );
  });

  it('follows weights, the first that fits, and keeps shares of points', () => {
    const weights = '{weights: [{test: "s/hard*", points: 6}, {test: "*", points: 2}]}';
    const made = report(
      [test('hard one'), test('easy', { outcome: 'failed' }), test('hard half', points(1, 2))],
      weights,
    );
    expect(made.tests[0]?.tests.map((each) => each.points)).toEqual([
      { earned: 6, possible: 6 },
      { earned: 0, possible: 2 },
      { earned: 3, possible: 6 },
    ]);
    expect(scoreOf(made).result).toBe(9 / 14);
  });

  it('takes points of the whole from results or exercise', () => {
    const whole = { total: { earned: 7, possible: null } };
    expect(report([test('a', points(1, 10))], '{}', whole).summary).toMatchObject({ total: 10, passed: 7 });
    expect(report([], '{points: 14}', whole).summary).toMatchObject({ total: 2, passed: 1 });
    expect(report([], '{points: 5}', whole).summary).toMatchObject({ total: 1, passed: 1 });
    expect(() => report([], '{}', whole)).toThrow(ResultsError);
    expect(() => report([test('a', points(0, 0))])).toThrow(ResultsError);
  });

  it('never passes a test that its program says failed', () => {
    const made = report([test('a', { ...points(2, 2), outcome: 'failed' })]);
    expect(made.tests[0]?.tests[0]?.result).toBe('FAILED');
    expect(made.result).toBe('FAILED');
  });

  it('says who may see a test, and takes words that nobody can store or obey out', () => {
    const rules = '{visibility: [{test: "b*", when: never}], output: hide}';
    const made = report(
      [
        test('a\0\x1b[2J\n\nb'.padEnd(400, 'x'), { output: 'secret' }),
        test('b', { outcome: 'failed' }),
        test('b2', { visibility: 'after_due' }),
      ],
      rules,
    );
    const subs = made.tests[0]!.tests;
    expect(subs.map(({ visibility }) => visibility)).toEqual(['always', 'never', 'after_due']);
    expect(subs[0]?.name).toMatch(/^a\uFFFD\uFFFD\[2J b(x)+…$/u);
    expect(subs[0]?.name).toHaveLength(255);
    expect(JSON.stringify(made)).not.toContain('secret');
    expect(subs[1]?.resultMessage).toBe('The test failed.');
  });
});
