import fc from 'fast-check';
import { type ComparisonRules, difference } from './compare-values.js';
import { readTagged, tagPlain, type TaggedValue } from './tagged-value.js';

const RULES: ComparisonRules = {
  relativeTolerance: 1e-12,
  absoluteTolerance: 1e-4,
  typeCheck: true,
  shapeCheck: true,
  ignoreClass: false,
};

function number(v: number): TaggedValue {
  return { t: 'number', v, big: null };
}
function array(shape: number[], values: number[]): TaggedValue {
  return { t: 'array', shape, dtype: 'float64', v: values.map(number) };
}
function object(kind: string, v: string): TaggedValue {
  return { t: 'object', kind, v };
}
function same(actual: unknown, expected: unknown, rules: Partial<ComparisonRules> = {}): boolean {
  const tag = (value: unknown) =>
    typeof value === 'object' && value !== null && 't' in value ? (value as TaggedValue) : tagPlain(value);
  return difference(tag(actual), tag(expected), { ...RULES, ...rules }) === undefined;
}

describe('difference', () => {
  it.each<[string, unknown, unknown, Partial<ComparisonRules>, boolean]>([
    ['within the absolute tolerance', 1.00005, 1, {}, true],
    ['outside the absolute tolerance', 1.0002, 1, {}, false],
    ['within the relative tolerance only', 1.0001e9, 1e9, { relativeTolerance: 1e-3 }, true],
    ['relative to the expected value', 0, 1, { relativeTolerance: 0.9, absoluteTolerance: 0 }, false],
    [
      'the two tolerances of numbers do not add up',
      1.15,
      1,
      { relativeTolerance: 0.1, absoluteTolerance: 0.1 },
      false,
    ],
    [
      'those of arrays do',
      array([1], [1.15]),
      array([1], [1]),
      { relativeTolerance: 0.1, absoluteTolerance: 0.1 },
      true,
    ],
    ['a truth value is a number', true, 1, {}, true],
    ['text is no number', '1', 1, {}, false],
    ['text is no number even unchecked', '1', 1, { typeCheck: false }, false],
    ['text exactly', 'a ', 'a', {}, false],
    ['nothing and false', null, false, {}, false],
    ['nothing and nothing', null, null, {}, true],
    ['infinity', Infinity, Infinity, {}, true],
    ['a number for infinity', 5, Infinity, {}, false],
    ['infinity for a number', Infinity, 5, {}, false],
    ['not a number outside arrays', NaN, NaN, {}, false],
    ['not a number in arrays', array([2], [NaN, 1]), array([2], [NaN, 1]), {}, true],
    ['infinity in arrays', array([1], [Infinity]), array([1], [-Infinity]), {}, false],
    ['a list for an array', [1, 2, 3], array([3], [1, 2, 3]), {}, true],
    [
      'nested lists for a matrix',
      array([2, 2], [1, 2, 3, 4]),
      [
        [1, 2],
        [3, 4],
      ],
      {},
      true,
    ],
    ['another shape', array([4], [1, 2, 3, 4]), array([2, 2], [1, 2, 3, 4]), {}, false],
    [
      'another shape unchecked',
      array([4], [1, 2, 3, 4]),
      array([2, 2], [1, 2, 3, 4]),
      { shapeCheck: false },
      true,
    ],
    ['another size unchecked', array([3], [1, 2, 3]), array([4], [1, 2, 3, 4]), { shapeCheck: false }, false],
    ['a number for an array of one', 5, array([1], [5]), {}, false],
    ['a number for an array of one unchecked', 5, array([1], [5]), { shapeCheck: false }, true],
    ['lists by element', [1, [2, 'x']], [1, [2.00001, 'x']], {}, true],
    ['a longer list', [1, 2], [1], { shapeCheck: false }, false],
    ['a list for a map', [1], { a: 1 }, { typeCheck: false, shapeCheck: false }, false],
    ['maps with the same keys', { a: 1, b: [2] }, { b: [2], a: 1 }, {}, true],
    ['maps with another key', { a: 1, c: 2 }, { a: 1, b: 2 }, {}, false],
    ['maps with a key too many', { a: 1, b: 2 }, { a: 1 }, { shapeCheck: false }, false],
    ['complex parts', { t: 'complex', re: 1, im: 2 }, { t: 'complex', re: 1.00001, im: 2 }, {}, true],
    ['complex imaginary part', { t: 'complex', re: 1, im: 2 }, { t: 'complex', re: 1, im: -2 }, {}, false],
    ['complex and real', { t: 'complex', re: 1, im: 0 }, 1, {}, true],
    [
      'complex takes the absolute tolerance only',
      { t: 'complex', re: 1e9, im: 0 },
      1e9 + 1,
      { relativeTolerance: 1 },
      false,
    ],
    ['objects by printed form', object('a.B', 'B(1)'), object('a.B', 'B(1)'), {}, true],
    ['objects of another class', object('a.C', 'B(1)'), object('a.B', 'B(1)'), {}, false],
    [
      'objects of another class, ignored',
      object('a.C', 'B(1)'),
      object('a.B', 'B(1)'),
      { ignoreClass: true },
      true,
    ],
    ['an object that prints the text', object('a.C', 'text'), 'text', {}, false],
    [
      'an object that prints the text, types unchecked',
      object('a.C', 'text'),
      'text',
      { typeCheck: false },
      true,
    ],
    ['an object that prints another text', object('a.C', 'next'), 'text', { typeCheck: false }, false],
    [
      'an object that prints the number',
      object('a.C', '1'),
      1,
      { ignoreClass: true, shapeCheck: false },
      false,
    ],
  ])('%s', (_, actual, expected, rules, verdict) => {
    expect(same(actual, expected, rules)).toBe(verdict);
  });

  it('tells the type but never the expected value', () => {
    expect(difference(tagPlain('41'), tagPlain(42), RULES)).toBe('has the wrong type (text)');
    expect(difference(tagPlain(41), tagPlain(42), RULES)).not.toMatch(/42/);
  });

  it('compares large whole numbers exactly or by the relative tolerance', () => {
    const big = (text: string) => readTagged({ t: 'int', v: text })!;
    const strict = { relativeTolerance: 1e-300, absoluteTolerance: 0 };
    expect(same(big('f'.repeat(400)), big('f'.repeat(400)), strict)).toBe(true);
    expect(same(big('f'.repeat(400)), big('e'.repeat(400)), strict)).toBe(false);
    expect(same(big('-ff'), -255)).toBe(true);
  });

  const plain = fc.jsonValue({ maxDepth: 3 });

  it('finds every value equal to itself', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(difference(tagPlain(value), tagPlain(structuredClone(value)), RULES)).toBeUndefined();
      }),
    );
  });

  it('accepts exactly the numbers within a tolerance', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(finite, finite, fc.double({ min: 0, max: 1, noNaN: true }), (a, e, tolerance) => {
        const close = Math.abs(a - e) <= tolerance;
        expect(same(a, e, { relativeTolerance: 1e-300, absoluteTolerance: tolerance })).toBe(
          close || a === e,
        );
      }),
    );
  });
});

describe('readTagged', () => {
  it.each([
    [undefined],
    [5],
    [{ t: 'list', v: 'no list' }],
    [{ t: 'int', v: '12x' }],
    [{ t: 'float', v: 'infinity' }],
    [{ t: 'toString' }],
    [{ t: '__proto__', v: 1 }],
    [{ t: 'array', shape: [2], dtype: 'f', v: [1] }],
    [{ t: 'array', shape: [-1], dtype: 'f', v: [] }],
    [{ t: 'map', v: [[1, { t: 'none' }]] }],
    [{ t: 'list', v: [{ t: 'bool', v: 'true' }] }],
  ])('refuses %j', (wire) => {
    expect(readTagged(wire)).toBeUndefined();
  });

  it('refuses what is nested too deeply instead of failing', () => {
    let wire: unknown = { t: 'none' };
    for (let i = 0; i < 500; i++) wire = { t: 'list', v: [wire] };
    expect(readTagged(wire)).toBeUndefined();
  });

  it('never throws, whatever comes', () => {
    fc.assert(fc.property(fc.anything(), (wire) => void readTagged(wire)));
  });
});
