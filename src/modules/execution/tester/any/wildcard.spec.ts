import fc from 'fast-check';
import { fitsWildcard } from './wildcard.js';

describe('a pattern with *', () => {
  it('fits what the same regular expression fits', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '/'), maxLength: 8 });
    fc.assert(
      fc.property(text, text, (pattern, name) => {
        const same = new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 'u');
        expect(fitsWildcard(pattern, name)).toBe(same.test(name));
      }),
      { numRuns: 2000 },
    );
  });

  it('is done with in no time', () => {
    expect(fitsWildcard('*a'.repeat(200), 'a'.repeat(100_000) + 'b')).toBe(false);
  });
});
