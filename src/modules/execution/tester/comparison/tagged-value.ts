/** A value of a program in the form in which it leaves the box: every kind carries its tag, nothing is guessed. */
export type TaggedValue =
  | { t: 'none' }
  | { t: 'bool'; v: boolean }
  | { t: 'number'; v: number; big: bigint | null }
  | { t: 'complex'; re: number; im: number }
  | { t: 'text'; v: string }
  | { t: 'list'; v: TaggedValue[] }
  | { t: 'map'; v: ReadonlyMap<string, TaggedValue> }
  | { t: 'array'; shape: number[]; dtype: string; v: TaggedValue[] }
  | { t: 'object'; kind: string; v: string };

const MAX_DEPTH = 64;

/** Turns plain YAML or JSON data into a tagged value. */
export function tagPlain(value: unknown): TaggedValue {
  if (value === null || value === undefined) return { t: 'none' };
  if (typeof value === 'boolean') return { t: 'bool', v: value };
  if (typeof value === 'number') return { t: 'number', v: value, big: null };
  if (Array.isArray(value)) return { t: 'list', v: value.map(tagPlain) };
  if (typeof value === 'object') {
    return { t: 'map', v: new Map(Object.entries(value).map(([key, item]) => [key, tagPlain(item)])) };
  }
  return { t: 'text', v: String(value) };
}

/**
 * Checks what came out of a box, which may be forged, and turns it into a tagged value; undefined when it has
 * another form. Wire form: {"t","v"} with integers as hex text, NaN and infinities as "nan", "inf", "-inf",
 * maps as pairs, arrays with shape, dtype and a flat list.
 */
export function readTagged(wire: unknown, depth = 0): TaggedValue | undefined {
  if (typeof wire !== 'object' || wire === null || depth > MAX_DEPTH) return undefined;
  const { t, v } = wire as Record<string, unknown>;
  if (typeof t !== 'string' || !Object.hasOwn(READERS, t)) return undefined;
  return READERS[t]?.(v, wire as Record<string, unknown>, depth);
}

type Reader = (v: unknown, wire: Record<string, unknown>, depth: number) => TaggedValue | undefined;

const READERS: Record<string, Reader> = {
  none: () => ({ t: 'none' }),
  bool: (v) => (typeof v === 'boolean' ? { t: 'bool', v } : undefined),
  int: (v) => (typeof v === 'string' ? readInteger(v) : undefined),
  float: (v) => {
    const number = readFloat(v);
    return number === undefined ? undefined : { t: 'number', v: number, big: null };
  },
  complex: (_, wire) => {
    const [re, im] = [readFloat(wire['re']), readFloat(wire['im'])];
    return re === undefined || im === undefined ? undefined : { t: 'complex', re, im };
  },
  text: (v) => (typeof v === 'string' ? { t: 'text', v } : undefined),
  list: (v, _, depth) => {
    const items = readItems(v, depth);
    return items && { t: 'list', v: items };
  },
  map: (v, _, depth) => readMap(v, depth),
  array: (v, wire, depth) => readArray(v, wire, depth),
  object: (v, wire) => {
    const kind = wire['kind'];
    return typeof v === 'string' && typeof kind === 'string' ? { t: 'object', kind, v } : undefined;
  },
};

function readInteger(text: string): TaggedValue | undefined {
  const match = /^(-?)([0-9a-f]{1,100000})$/.exec(text);
  if (!match) return undefined;
  const size = BigInt(`0x${match[2]}`);
  const big = match[1] === '-' ? -size : size;
  return { t: 'number', v: Number(big), big: Number.isSafeInteger(Number(big)) ? null : big };
}

const NOT_FINITE: Record<string, number> = { nan: NaN, inf: Infinity, '-inf': -Infinity };

function readFloat(v: unknown): number | undefined {
  if (typeof v === 'number') return v;
  return typeof v === 'string' && Object.hasOwn(NOT_FINITE, v) ? NOT_FINITE[v] : undefined;
}

function readItems(v: unknown, depth: number): TaggedValue[] | undefined {
  if (!Array.isArray(v)) return undefined;
  const items = v.map((item) => readTagged(item, depth + 1));
  return items.every((item) => item !== undefined) ? items : undefined;
}

function readMap(v: unknown, depth: number): TaggedValue | undefined {
  if (!Array.isArray(v)) return undefined;
  const map = new Map<string, TaggedValue>();
  for (const pair of v) {
    if (!Array.isArray(pair) || typeof pair[0] !== 'string') return undefined;
    const item = readTagged(pair[1], depth + 1);
    if (!item) return undefined;
    map.set(pair[0], item);
  }
  return { t: 'map', v: map };
}

function readArray(v: unknown, wire: Record<string, unknown>, depth: number): TaggedValue | undefined {
  const { shape, dtype } = wire;
  if (typeof dtype !== 'string' || !Array.isArray(shape) || !Array.isArray(v)) return undefined;
  if (!shape.every((n): n is number => Number.isSafeInteger(n) && n >= 0)) return undefined;
  const size = shape.reduce((product, n) => product * n, 1);
  if (size !== v.length) return undefined;
  const items = v.map((item): TaggedValue | undefined => {
    const number = readFloat(item);
    return number === undefined ? readTagged(item, depth + 1) : { t: 'number', v: number, big: null };
  });
  return items.every((item) => item !== undefined) ? { t: 'array', shape, dtype, v: items } : undefined;
}
