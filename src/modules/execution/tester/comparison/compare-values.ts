import type { TaggedValue } from './tagged-value.js';

/** How strictly two values are compared; tolerances as in 08 section 7. */
export interface ComparisonRules {
  relativeTolerance: number;
  absoluteTolerance: number;
  typeCheck: boolean;
  shapeCheck: boolean;
  ignoreClass: boolean;
}

/**
 * Compares a student's value with the expected one; undefined means equal, else a sentence for the student that
 * never names the expected value.
 */
export function difference(
  actual: TaggedValue,
  expected: TaggedValue,
  rules: ComparisonRules,
): string | undefined {
  if (rules.typeCheck && !rules.ignoreClass && !sameType(actual, expected)) {
    return `has the wrong type (${typeName(actual)})`;
  }
  if (rules.shapeCheck && !sameShape(actual, expected)) return 'has the wrong size or shape';
  return equal(actual, expected, rules) ? undefined : 'does not have the expected value';
}

/** The name of a value's type as students know it. */
export function typeName(value: TaggedValue): string {
  return value.t === 'object' ? value.kind : value.t;
}

function isNumeric(value: TaggedValue): boolean {
  return value.t === 'number' || value.t === 'bool' || value.t === 'complex';
}

function sameType(a: TaggedValue, e: TaggedValue): boolean {
  if (a.t === 'array' || e.t === 'array') return true;
  if (isNumeric(a) && isNumeric(e)) return true;
  return a.t === e.t && (a.t !== 'object' || e.t !== 'object' || a.kind === e.kind);
}

function sameShape(a: TaggedValue, e: TaggedValue): boolean {
  if (a.t === 'array' || e.t === 'array') {
    const [left, right] = [shapeOf(a), shapeOf(e)];
    return left.length === right.length && left.every((n, i) => n === right[i]);
  }
  return lengthOf(a) === lengthOf(e);
}

function lengthOf(value: TaggedValue): number | undefined {
  if (value.t === 'list') return value.v.length;
  return value.t === 'map' ? value.v.size : printed(value)?.length;
}

/** Lists that hold equally long lists count as the array they write down: [[1, 2], [3, 4]] is (2, 2). */
function shapeOf(value: TaggedValue): number[] {
  if (value.t === 'array') return value.shape;
  if (value.t !== 'list') return [];
  const inner = value.v.map(shapeOf);
  const first = inner[0] ?? [];
  const even = inner.every((shape) => shape.length === first.length && shape.every((n, i) => n === first[i]));
  return even ? [value.v.length, ...first] : [value.v.length];
}

function flat(value: TaggedValue): TaggedValue[] {
  if (value.t === 'array') return value.v;
  return value.t === 'list' ? value.v.flatMap(flat) : [value];
}

function equal(a: TaggedValue, e: TaggedValue, rules: ComparisonRules): boolean {
  if (a.t === 'array' || e.t === 'array') {
    const [left, right] = [flat(a), flat(e)];
    return left.length === right.length && left.every((item, i) => elementEqual(item, right[i]!, rules));
  }
  if (isNumeric(a) && isNumeric(e)) return numbersEqual(a, e, rules);
  if (a.t === 'list' && e.t === 'list') return listsEqual(a.v, e.v, rules);
  if (a.t === 'map' && e.t === 'map') return mapsEqual(a.v, e.v, rules);
  return plainEqual(a, e);
}

function plainEqual(a: TaggedValue, e: TaggedValue): boolean {
  if (a.t === 'none') return e.t === 'none';
  return printed(a) !== undefined && printed(a) === printed(e);
}

function listsEqual(a: TaggedValue[], e: TaggedValue[], rules: ComparisonRules): boolean {
  return a.length === e.length && a.every((item, i) => difference(item, e[i]!, rules) === undefined);
}

/** What a text says, or how an object that is no plain value prints itself. */
export function printed(value: TaggedValue): string | undefined {
  return value.t === 'text' || value.t === 'object' ? value.v : undefined;
}

function mapsEqual(
  a: ReadonlyMap<string, TaggedValue>,
  e: ReadonlyMap<string, TaggedValue>,
  rules: ComparisonRules,
): boolean {
  if (a.size !== e.size) return false;
  return [...e].every(([key, item]) => {
    const own = a.get(key);
    return own !== undefined && difference(own, item, rules) === undefined;
  });
}

/** In arrays the two tolerances add up and NaN equals NaN; what is no number is compared exactly. */
function elementEqual(a: TaggedValue, e: TaggedValue, rules: ComparisonRules): boolean {
  if (!isNumeric(a) || !isNumeric(e)) {
    return equal(a, e, { ...rules, relativeTolerance: 0, absoluteTolerance: 0 });
  }
  if (a.t === 'complex' || e.t === 'complex') return complexEqual(a, e, rules.absoluteTolerance);
  const [x, y] = [realOf(a), realOf(e)];
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) && Number.isNaN(y);
  return (
    x === y || Math.abs(x - y) <= finiteBound(rules.absoluteTolerance + rules.relativeTolerance * Math.abs(y))
  );
}

function numbersEqual(a: TaggedValue, e: TaggedValue, rules: ComparisonRules): boolean {
  if (a.t === 'complex' || e.t === 'complex') return complexEqual(a, e, rules.absoluteTolerance);
  const [left, right] = [bigOf(a), bigOf(e)];
  if (left !== null && right !== null && left === right) return true;
  const [x, y] = [realOf(a), realOf(e)];
  if (x === y) return Number.isFinite(x) || (left === null && right === null);
  const gap = Math.abs(x - y);
  return gap <= finiteBound(rules.relativeTolerance * Math.abs(y)) || gap <= rules.absoluteTolerance;
}

/** A bound of infinity would let any number pass for an infinite one. */
function finiteBound(bound: number): number {
  return Number.isFinite(bound) ? bound : -1;
}

function complexEqual(a: TaggedValue, e: TaggedValue, tolerance: number): boolean {
  const close = (x: number, y: number) => x === y || Math.abs(x - y) <= tolerance;
  return close(realOf(a), realOf(e)) && close(imaginaryOf(a), imaginaryOf(e));
}

function realOf(value: TaggedValue): number {
  if (value.t === 'number') return value.v;
  if (value.t === 'bool') return value.v ? 1 : 0;
  return value.t === 'complex' ? value.re : NaN;
}

function imaginaryOf(value: TaggedValue): number {
  return value.t === 'complex' ? value.im : 0;
}

function bigOf(value: TaggedValue): bigint | null {
  return value.t === 'number' ? value.big : null;
}
