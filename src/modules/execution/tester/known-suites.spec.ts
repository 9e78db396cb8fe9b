import { suiteOf } from './known-suites.js';
import { TestYamlError } from './tester.errors.js';

const yaml = (value: number): string =>
  `properties:\n  tests:\n    - {name: v, type: variable, tests: [{name: total, value: [${value}]}]}\n`;

describe('suites that are known', () => {
  it('are the same for the same text and inheritance, and others for others', () => {
    const suite = suiteOf(yaml(1), 'inherit');
    expect(suiteOf(yaml(1), 'inherit')).toBe(suite);
    expect(suiteOf(yaml(2), 'inherit')).not.toBe(suite);
    expect(suiteOf(yaml(1), 'own-values-only')).not.toBe(suite);
  });

  it('cannot be changed by a run, however deep', () => {
    const [test] = suiteOf(yaml(3), 'inherit').collections[0]?.tests ?? [];
    expect(() => (test!.name = 'other')).toThrow(TypeError);
    expect(() => (test!.value as unknown[]).push(4)).toThrow(TypeError);
  });

  it('are forgotten when many others were used since', () => {
    const suite = suiteOf(yaml(4), 'inherit');
    for (let number = 100; number < 131; number += 1) suiteOf(yaml(number), 'inherit');
    expect(suiteOf(yaml(4), 'inherit')).toBe(suite);
    for (let number = 200; number < 232; number += 1) suiteOf(yaml(number), 'inherit');
    expect(suiteOf(yaml(4), 'inherit')).not.toBe(suite);
  });

  it('are none when the file is wrong, each time', () => {
    for (let time = 0; time < 2; time += 1) expect(() => suiteOf('a: [', 'inherit')).toThrow(TestYamlError);
  });
});
