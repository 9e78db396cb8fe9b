import type { TestResult } from '../../demo/contract-types.js';
import { exerciseOf } from '../../demo/exercises.js';
import type { HandInKind } from '../../demo/hand-in-kind.js';
import { HAND_INS, handInOf } from '../../demo/hand-ins.js';
import { gradeOf } from '../../demo/steps/grade.js';
import { compareVerdict } from '../../demo/verdict.js';

function resultOf(kind: HandInKind): TestResult {
  const { collections, points } = exerciseOf(kind.exercise);
  return {
    id: 'r',
    status: 'finished',
    result: kind.points / points,
    result_json: {
      summary: { total: points, passed: kind.points, failed: points - kind.points, skipped: 0 },
      tests: collections.map((name) => ({
        name,
        result: kind.passes.includes(name) ? 'PASSED' : 'FAILED',
      })),
    },
  };
}

describe('compareVerdict', () => {
  it.each(HAND_INS)('finds nothing in the right verdict for $id', (kind) => {
    expect(compareVerdict(kind, resultOf(kind), ['a-secret-text'])).toEqual([]);
  });

  const kind = handInOf('python-early-exit');
  const right = resultOf(kind);
  const report = right.result_json;
  if (report == null) throw new Error('the sample has no report');

  it('tells each way in which a verdict may differ', () => {
    expect(compareVerdict(kind, { ...right, status: 'failed' }, [])).toEqual([
      'status failed instead of finished',
    ]);
    expect(compareVerdict(kind, { ...right, result: 1 }, [])).toEqual(['score 1 instead of 5/7']);
    expect(compareVerdict(kind, { ...right, result_json: null }, [])).toEqual(['no report']);
    const counted = { ...report, summary: { ...report.summary, passed: 6 } };
    expect(compareVerdict(kind, { ...right, result_json: counted }, [])).toEqual([
      'summary 6/7 instead of 5/7',
    ]);
  });

  it('tells when the right number of collections passed but not the right ones', () => {
    const exchanged = {
      ...report,
      tests: report.tests?.map((entry) => {
        if (entry.name === 'Statistics') return { ...entry, result: 'PASSED' };
        return entry.name === 'The week' ? { ...entry, result: 'FAILED' } : entry;
      }),
    };
    expect(compareVerdict(kind, { ...right, result_json: exchanged }, [])).toEqual([
      'not passed: The week',
      'passed but must not: Statistics',
    ]);
  });

  it('tells when collections are missing from the report', () => {
    const cut = { ...report, tests: report.tests?.filter((entry) => entry.result === 'PASSED') };
    expect(compareVerdict(kind, { ...right, result_json: cut }, []).join()).toContain(
      "the report's collections",
    );
  });

  it('finds loot and secrets anywhere in the result, but not short texts that occur by chance', () => {
    const leaking = { ...right, result_json: { ...report, details: 'x LOOT-BEGIN /etc hunter2-hunter2' } };
    expect(compareVerdict(kind, leaking, ['hunter2-hunter2', '', 'x'])).toEqual([
      'the report shows loot of an attack',
      'the report contains a secret of the server',
    ]);
    expect(compareVerdict(kind, right, ['', 'week', 'Files'])).toEqual([]);
  });
});

describe('gradeOf', () => {
  it('rounds the score to two decimals and gives attacks nothing', () => {
    expect(gradeOf(handInOf('python-early-exit'))).toBe(0.71);
    expect(gradeOf(handInOf('c-correct'))).toBe(1);
    expect(gradeOf(handInOf('c-fork-bomb'))).toBe(0);
  });
});
