import fc from 'fast-check';
import { nestedRow } from './nested-row.js';

const made = (moment: string) => nestedRow<{ created_at: string }>({ created_at: moment })?.created_at;

describe('rows inside other rows', () => {
  it('stays null when there is none', () => {
    expect(nestedRow(null)).toBeNull();
    expect(nestedRow(undefined)).toBeNull();
  });

  it.each([
    ['2026-02-01T08:00:00+00:00', '2026-02-01T08:00:00.000Z'],
    ['2026-02-01T08:00:00.5+00:00', '2026-02-01T08:00:00.500Z'],
    ['2026-02-01T08:00:00.123456+00:00', '2026-02-01T08:00:00.123Z'],
    ['2026-02-01T08:00:00.123456+02:00', '2026-02-01T06:00:00.123Z'],
  ])('gives %s as %s', (text, expected) => {
    expect(made(text)).toBe(expected);
  });

  it('agrees with Date for every time', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1970-01-01'), max: new Date('2999-12-31'), noInvalidDate: true }),
        fc.integer({ min: 0, max: 6 }),
        (date, digits) => {
          const [seconds = '', fraction = ''] = date.toISOString().slice(0, -1).split('.');
          const cut = fraction.padEnd(6, '0').slice(0, digits);
          const text = `${seconds}${digits === 0 ? '' : `.${cut}`}+00:00`;
          expect(made(text)).toBe(new Date(text).toISOString());
        },
      ),
    );
  });

  it('leaves texts alone whose names do not end like times, and does not touch its input', () => {
    const json = { title: '2026-02-01T08:00:00+00:00', created_at: '2026-02-01T08:00:00+00:00' };
    expect(nestedRow(json)).toEqual({ ...json, created_at: '2026-02-01T08:00:00.000Z' });
    expect(json.created_at).toBe('2026-02-01T08:00:00+00:00');
  });
});
