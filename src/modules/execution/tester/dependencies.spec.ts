import { suiteOf } from '../../../../test/factories/suite.factory.js';
import { gateOf } from './dependencies.js';
import type { ReportResult } from './report.js';

const RULES = { firstIndex: 0 as const, gatesEveryType: false };

function gate(
  dependency: unknown,
  more: { type?: string; results?: ReportResult[]; rules?: typeof RULES | object } = {},
) {
  const { collections } = suiteOf([
    { name: 'first', tests: [] },
    { name: 'second', id: 'two', tests: [] },
    { name: '0', tests: [] },
    { name: 'last', type: more.type ?? 'variable', successDependency: dependency, tests: [] },
  ]);
  const results = more.results ?? ['PASSED', 'FAILED', 'SKIPPED'];
  const found = gateOf(collections[3]!, collections, results, { ...RULES, ...more.rules });
  return found.open ? 'open' : found.result;
}

describe('gateOf', () => {
  it.each<[unknown, string]>([
    [undefined, 'open'],
    [[], 'open'],
    ['first', 'open'],
    [0, 'open'],
    ['two', 'SKIPPED'],
    ['second', 'SKIPPED'],
    [1, 'SKIPPED'],
    ['0', 'SKIPPED'],
    [['first', 'second'], 'SKIPPED'],
    ['nobody', 'FAILED'],
    [7, 'FAILED'],
    [['second', 'nobody'], 'SKIPPED'],
    ['last', 'SKIPPED'],
  ])('%j: %s', (dependency, expected) => {
    expect(gate(dependency)).toBe(expected);
  });

  it.each(['exist', 'structural', 'linting'])('is open for %s, except where everything is gated', (type) => {
    expect(gate('second', { type })).toBe('open');
    expect(gate('second', { type, rules: { gatesEveryType: true } })).toBe('SKIPPED');
  });

  it('counts from where the language counts', () => {
    expect(gate(1, { rules: { firstIndex: 1 } })).toBe('open');
    expect(gate(0, { rules: { firstIndex: 1 }, results: ['FAILED', 'FAILED', 'PASSED'] })).toBe('open');
  });
});
