import fc from 'fast-check';
import { scoreOf } from './score.js';

describe('the score of a report', () => {
  it.each([
    [{ summary: { total: 4, passed: 3, failed: 1, skipped: 0 } }, 0.75],
    [{ summary: { total: 0, passed: 0 } }, 0],
    [{ summary: { total: 3, passed: 3 }, tests: [] }, 1],
  ])('%j is %d', (report, score) => {
    expect(scoreOf(report)).toBe(score);
  });

  it.each([
    null,
    undefined,
    'x',
    [],
    {},
    { summary: null },
    { summary: { total: 1 } },
    { summary: { total: 1, passed: 2 } },
    { summary: { total: -1, passed: -1 } },
    { summary: { total: '3', passed: 3 } },
    { summary: { total: Infinity, passed: 1 } },
    { summary: { total: 1.5, passed: 0.5 } },
  ])('is null without a usable summary: %j', (report) => {
    expect(scoreOf(report)).toBeNull();
  });

  it('never leaves 0 to 1, whatever the report may be', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.record({ summary: fc.anything() })), (report) => {
        const score = scoreOf(report);
        expect(score === null || (score >= 0 && score <= 1)).toBe(true);
      }),
    );
  });
});
