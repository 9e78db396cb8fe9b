import { tagPlain, type TaggedValue } from '../comparison/tagged-value.js';

/** An author's plain value as R has it: a list of one plain value is that value, for R knows no other scalars. */
export function rValue(value: unknown): TaggedValue {
  if (Array.isArray(value)) {
    const [first] = value;
    const scalar = value.length === 1 && (typeof first !== 'object' || first === null);
    return scalar ? tagPlain(first) : { t: 'list', v: value.map((item) => rItem(item)) };
  }
  if (typeof value !== 'object' || value === null) return tagPlain(value);
  return { t: 'map', v: new Map(Object.entries(value).map(([key, item]) => [key, rValue(item)])) };
}

/** Rows of a matrix stay rows, however short. */
function rItem(item: unknown): TaggedValue {
  return Array.isArray(item) && item.every((one) => typeof one !== 'object') ? tagPlain(item) : rValue(item);
}
