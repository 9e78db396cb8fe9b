import fc from 'fast-check';

import type { BoxLimits } from './box.js';
import { checkLimits } from './limits.js';
import { BoxLimitError } from './sandbox.errors.js';

const GOOD: BoxLimits = {
  cpuSeconds: 0.5,
  wallSeconds: 10,
  memoryMb: 64,
  processes: 1,
  diskMb: 1.5,
  outputKb: 0.5,
};
const NAMES = Object.keys(GOOD) as (keyof BoxLimits)[];

describe('checkLimits', () => {
  it('takes what is meant and adds the number of open files', () => {
    expect(checkLimits(GOOD)).toEqual({ ...GOOD, openFiles: 256 });
    expect(checkLimits({ ...GOOD, openFiles: 16 }).openFiles).toBe(16);
  });

  it.each(NAMES)('refuses nonsense for %s by its name', (name) => {
    const nonsense = [0, -0, -1, NaN, Infinity, -Infinity, Number.MAX_VALUE, 1e9, null, '5', undefined, {}];
    for (const value of nonsense) {
      const attempt = (): unknown => checkLimits({ ...GOOD, [name]: value as number });
      expect(attempt).toThrow(BoxLimitError);
      expect(attempt).toThrow(new RegExp(`limit ${name} `, 'u'));
    }
  });

  it('lets no number through that is not finite and positive', () => {
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), fc.double(), (name, value) => {
        try {
          const checked = checkLimits({ ...GOOD, [name]: value })[name] ?? NaN;
          return checked === value && value > 0 && value <= 300_000;
        } catch (error) {
          return error instanceof BoxLimitError && error.limit === name;
        }
      }),
    );
  });

  it('refuses parts of a process and too few descriptors to start anything', () => {
    expect(() => checkLimits({ ...GOOD, processes: 1.5 })).toThrow('whole number');
    expect(() => checkLimits({ ...GOOD, openFiles: 3 })).toThrow('at least 8');
  });
});
