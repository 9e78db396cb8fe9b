import fc from 'fast-check';
import { PartJoiner, toParts } from './event-parts.js';

const ID = '01890000-0000-7000-8000-000000000001';
const OTHER = '01890000-0000-7000-8000-000000000002';

describe('parts of a notification', () => {
  it('give the text back, whatever it is, and fit into a notification', () => {
    const joiner = new PartJoiner();
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.string({ unit: 'binary', minLength: 5000, maxLength: 20_000, size: 'max' }),
    );
    fc.assert(
      fc.property(text, (value) => {
        const parts = toParts(ID, value);
        for (const part of parts) expect(Buffer.byteLength(part)).toBeLessThan(8000);
        const whole = parts.map((part) => joiner.add(part));
        expect(whole.slice(0, -1).every((answer) => answer === null)).toBe(true);
        expect(whole.at(-1)).toBe(value);
      }),
      { numRuns: 60 },
    );
  });

  it('are dropped when the beginning was missed', () => {
    const joiner = new PartJoiner();
    const [first = '', second = ''] = toParts(ID, 'x'.repeat(10_000));
    expect(joiner.add(second)).toBeNull();
    expect(joiner.add(first)).toBeNull();
    expect(joiner.add(toParts(OTHER, 'whole')[0] ?? '')).toBe('whole');
    expect(joiner.add(second)).toBeNull();
    expect(joiner.add('')).toBeNull();
  });
});
