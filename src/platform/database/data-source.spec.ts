import fc from 'fast-check';
import { isoTime } from './data-source.js';

describe('times of the database', () => {
  it.each([
    ['2026-02-01 08:00:00+00', '2026-02-01T08:00:00.000Z'],
    ['2026-02-01 08:00:00.5+00', '2026-02-01T08:00:00.500Z'],
    ['2026-02-01 08:00:00.123456+00', '2026-02-01T08:00:00.123Z'],
    ['12026-02-01 08:00:00.12+00', '12026-02-01T08:00:00.120Z'],
    ['infinity', 'infinity'],
    ['0044-03-15 12:00:00+00 BC', '0044-03-15 12:00:00+00 BC'],
  ])('%s arrives as %s', (text, expected) => {
    expect(isoTime(text)).toBe(expected);
  });

  it('keep day, second and millisecond', () => {
    const moments = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, fc.nat({ max: 999 }), (moment, micros) => {
        const iso = moment.toISOString();
        const fraction = `${iso.slice(20, 23)}${String(micros).padStart(3, '0')}`.replace(/0+$/, '');
        const text = `${iso.slice(0, 10)} ${iso.slice(11, 19)}${fraction === '' ? '' : `.${fraction}`}+00`;
        expect(isoTime(text)).toBe(iso);
      }),
    );
  });
});
