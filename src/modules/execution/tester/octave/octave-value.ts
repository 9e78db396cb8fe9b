import { tagPlain, type TaggedValue } from '../comparison/tagged-value.js';

/**
 * An author's plain value as Octave has it: a number is a scalar, a flat list of numbers the row `[1, 2, 3]`, an
 * even nest of lists a matrix, `[]` the empty matrix; other lists are cells, maps are structures.
 */
export function octaveValue(value: unknown): TaggedValue {
  if (Array.isArray(value)) return arrayOf(value) ?? { t: 'list', v: value.map(octaveValue) };
  if (typeof value !== 'object' || value === null) return tagPlain(value);
  return { t: 'map', v: new Map(Object.entries(value).map(([key, item]) => [key, octaveValue(item)])) };
}

function arrayOf(list: readonly unknown[]): TaggedValue | undefined {
  const shape = shapeOf(list);
  if (!shape) return undefined;
  const items = list.flat(Infinity).map(tagPlain);
  if (list.length === 0) return { t: 'array', shape: [0, 0], dtype: 'double', v: [] };
  if (items.length === 1) return items[0];
  return { t: 'array', shape: shape.length === 1 ? [1, ...shape] : shape, dtype: 'double', v: items };
}

/** The shape of an even nest of numbers and truth values; undefined for any other. */
function shapeOf(value: unknown): number[] | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return [];
  if (!Array.isArray(value)) return undefined;
  const inner = value.map(shapeOf);
  const first = inner[0] ?? [];
  const even = inner.every((shape) => shape && shape.join() === first.join());
  return even ? [value.length, ...first] : undefined;
}
