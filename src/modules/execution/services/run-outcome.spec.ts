import { toOutcome, withReport } from './run-outcome.js';

const SUMMARY = { total: 4, passed: 3, failed: 1, skipped: 0 };

describe('the report of a run', () => {
  it('is stored with its score', () => {
    expect(toOutcome({ status: 'finished', result_json: { summary: SUMMARY, result_value: 1 } })).toEqual({
      status: 'finished',
      result: 0.75,
      resultJson: { summary: SUMMARY, result_value: 0.75 },
    });
  });

  it.each([
    ['error', { error: 'broken', summary: SUMMARY }],
    ['timeout', { timeout: true, summary: SUMMARY, result_value: 0.75 }],
  ])('with the key %s is that of a failure and worth nothing', (_key, report) => {
    const outcome = toOutcome({ status: 'finished', result_json: report });
    expect(outcome.status).toBe('failed');
    expect(outcome.resultJson).toEqual({ ...report, result_value: 0 });
  });

  it.each([
    {},
    { total: 1e300, passed: 1 },
    { total: 3, passed: 1.5 },
    { total: 1, passed: 2 },
    { total: '1', passed: '1' },
  ])('of a finished run counts its tests, unlike %j', (summary) => {
    expect(() => toOutcome({ status: 'finished', result_json: { summary } })).toThrow(
      /report with a summary/,
    );
  });

  it('is made up where a failed run has none', () => {
    expect(withReport(toOutcome({ status: 'failed', error: 'lost' })).resultJson).toEqual({
      summary: { total: 1, passed: 0, failed: 1, skipped: 0 },
      error: 'lost',
      result_value: 0,
    });
  });
});
