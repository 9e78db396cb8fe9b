import fc from 'fast-check';
import { stringify } from 'yaml';
import { parseTestYaml } from './test-yaml.js';
import { resolveSuite } from './suite-inheritance.js';

function parsed(text: string) {
  const result = parseTestYaml(text);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.file;
}

function problems(text: string) {
  const result = parseTestYaml(text);
  return result.ok ? [] : result.problems;
}

const SMALL = `type: generic
name: Circles
version: 1.0
properties:
  qualification: contains
  relativeTolerance: 1e-3
  absoluteTolerance: []
  failureMessage: suite failed
  timeout: 12
  tests:
    - name: 1
      type: stdout
      failureMessage: collection failed
      occurrenceType: OP
      allowedOccurrenceRange: [1, 2]
      inputAnswers: [1, 2.50, three]
      successDependency: [0, first]
      tests:
        - name: radius
          value: 1.50
          pattern: 3.140
        - name: area
          qualification: regexp
          allowedOccuranceRange: [3, 0]
          typeCheck: false
          value: [1.0, two, null]
`;

describe('parseTestYaml', () => {
  it('turns numbers into the text as it was written where text is due', () => {
    const suite = resolveSuite(parsed(SMALL), 'inherit');
    expect(suite.version).toBe('1.0');
    expect(suite.collections[0]?.name).toBe('1');
    expect(suite.collections[0]?.inputAnswers).toEqual(['1', '2.50', 'three']);
    expect(suite.collections[0]?.successDependency).toEqual([0, 'first']);
    expect(suite.collections[0]?.tests[0]).toMatchObject({ value: 1.5, valueText: '1.50', pattern: '3.140' });
    expect(suite.collections[0]?.tests[1]).toMatchObject({
      value: [1, 'two', null],
      valueText: '1.0\ntwo\n',
    });
  });

  it('inherits absent fields downwards, except the two messages', () => {
    const [collection] = resolveSuite(parsed(SMALL), 'inherit').collections;
    const [first, second] = collection?.tests ?? [];
    expect(collection).toMatchObject({
      timeoutSeconds: 12,
      relativeTolerance: 1e-3,
      absoluteTolerance: 1e-4,
    });
    expect(collection?.failureMessage).toBe('collection failed');
    expect(first).toMatchObject({ qualification: 'contains', range: [1, 2], occurrenceType: 'OP' });
    expect(first?.failureMessage).toBeNull();
    expect(second).toMatchObject({
      qualification: 'regexp',
      range: [3, 0],
      typeCheck: false,
      shapeCheck: true,
    });
  });

  it('lets document suites inherit nothing and gives them their own defaults', () => {
    const [collection] = resolveSuite(parsed(SMALL), 'own-values-only').collections;
    const [first] = collection?.tests ?? [];
    expect(first).toMatchObject({
      qualification: 'verifyEqual',
      range: null,
      relativeTolerance: 1e-9,
      absoluteTolerance: 1e-12,
      timeoutSeconds: null,
    });
  });

  it('applies the defaults of the suite', () => {
    const suite = resolveSuite(
      parsed('properties:\n  tests:\n    - {name: a, tests: [{name: x}]}\n'),
      'inherit',
    );
    expect(suite).toMatchObject({
      type: 'generic',
      name: 'Test Suite',
      failureMessage: 'Some or all tests failed',
    });
    expect(suite.collections[0]).toMatchObject({ type: 'variable', range: null, setUpCode: null, args: [] });
    expect(suite.collections[0]?.tests[0]).toMatchObject({
      value: null,
      numericTolerance: 1e-6,
      occurrenceType: 'NAME',
      absoluteTolerance: 1e-4,
      relativeTolerance: 1e-12,
    });
  });

  it('reads an empty entry as absent', () => {
    const suite = resolveSuite(
      parsed(
        'properties:\n  qualification:\n  tests:\n    - {name: a, setUpCode: , tests: [{name: x, value: , pattern: }]}\n',
      ),
      'inherit',
    );
    expect(suite.qualification).toBe('verifyEqual');
    expect(suite.collections[0]?.tests[0]).toMatchObject({ value: null, valueText: null, pattern: null });
  });

  it.each([
    [
      'properties:\n  tests: []\n  colour: red\n',
      { message: 'unknown key', line: 3, key: 'properties.colour' },
    ],
    ['properties:\n  tests: []\n  colour:\n', { message: 'unknown key', line: 3, key: 'properties.colour' }],
    ['properties: {}\n__proto__: {a: 1}\n', { line: 2, key: '__proto__' }],
    [
      'properties:\n  tests:\n    - name: a\n      tests:\n        - name: x\n          valeu: 3\n',
      { message: 'unknown key', line: 6, key: 'properties.tests[0].tests[0].valeu' },
    ],
    [
      'properties:\n  tests:\n    - name: a\n      tests:\n        - value: x\n',
      { message: 'required', line: 5, key: 'properties.tests[0].tests[0].name' },
    ],
    [
      'properties:\n  tests:\n    - {name: a, type: vairable, tests: []}\n',
      { line: 3, key: 'properties.tests[0].type' },
    ],
    ['properties:\n  relativeTolerance: 0\n', { line: 2, key: 'properties.relativeTolerance' }],
    ['properties:\n  absoluteTolerance: -1\n', { line: 2, key: 'properties.absoluteTolerance' }],
    ['properties:\n  verbosity: 4\n', { line: 2, key: 'properties.verbosity' }],
    ['properties:\n  typeCheck: yes\n', { line: 2, key: 'properties.typeCheck' }],
    ['properties:\n  allowedOccuranceRange: [1]\n', { line: 2, key: 'properties.allowedOccuranceRange' }],
    ['properties:\n  timeout: .inf\n', { line: 2, key: 'properties.timeout' }],
    ['name: a\nname: b\nproperties: {}\n', { line: 2 }],
    ['name: !python/object x\nproperties: {}\n', { line: 1 }],
    ['name: !!binary aGk=\nproperties: {}\n', { line: 1 }],
    ['%YAML 1.1\n---\nproperties: {typeCheck: yes}\n', { line: 3, key: 'properties.typeCheck' }],
    ['properties: {}\n---\nproperties: {}\n', {}],
    ['? [a]\n: b\n', { line: 1 }],
    ['name: *nothing\nproperties: {}\n', {}],
    ['', {}],
    ['- a\n', { line: 1 }],
    ['properties: []\n', { message: 'a map expected', key: 'properties' }],
  ])('refuses %j', (text, expected) => {
    expect(problems(text)[0]).toMatchObject(expected);
  });

  it('allows aliases up to 10 000 nodes and stops an alias bomb', () => {
    const value =
      'properties:\n  tests:\n    - name: a\n      tests:\n        - name: x\n          value: &v [1, 2]\n';
    expect(problems(`${value}        - {name: y, value: *v}\n`)).toEqual([]);
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 9; i++)
      bomb.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    expect(problems(bomb.join('\n'))[0]?.message).toMatch(/too many nodes/);
    expect(problems(`properties: &p\n  tests: *p\n`)[0]?.message).toMatch(/nested|nodes|anchor/);
  });

  it('survives deep nesting', () => {
    expect(problems(`name: ${'['.repeat(20_000)}`).length).toBeGreaterThan(0);
    expect(problems(`name: ${'['.repeat(200)}${']'.repeat(200)}`)[0]?.message).toMatch(/nested/);
  });

  it('needs no properties: a suite without tests', () => {
    for (const text of ['name: x\n', 'name: x\nproperties:\n', '{name: x}']) {
      expect(resolveSuite(parsed(text), 'inherit')).toMatchObject({
        name: 'x',
        qualification: 'verifyEqual',
        collections: [],
      });
    }
  });

  it('reads back every value it is given', () => {
    const value = fc.jsonValue({ maxDepth: 4 });
    fc.assert(
      fc.property(value, fc.string({ minLength: 1 }), (given, name) => {
        fc.pre(!JSON.stringify(given).includes('__proto__'));
        const text = stringify({ properties: { tests: [{ name: 'a', tests: [{ name, value: given }] }] } });
        const test = resolveSuite(parsed(text), 'inherit').collections[0]?.tests[0];
        expect(test?.name).toBe(name);
        expect(JSON.stringify(test?.value)).toEqual(JSON.stringify(given ?? null));
      }),
    );
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        expect(typeof parseTestYaml(text).ok).toBe('boolean');
      }),
    );
  });
});
