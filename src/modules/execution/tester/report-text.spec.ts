import fc from 'fast-check';
import { reportText } from './report-text.js';

describe('reportText', () => {
  it.each([
    ['a\tb\nc 😀 ü', 'a\tb\nc 😀 ü'],
    ['a\0b', 'a\uFFFDb'],
    ['a\ud800b', 'a\uFFFDb'],
    ['\u001b[31mred', '\uFFFD[31mred'],
    ['a\r\nb\rc', 'a\nb\uFFFDc'],
  ])('%j', (text, expected) => {
    expect(reportText(text)).toBe(expected);
  });

  it('keeps both ends of a long text', () => {
    const text = reportText(`start${'😀'.repeat(10_000)}end`);
    expect(text.length).toBeLessThan(4_100);
    expect(text).toMatch(/^start[\s\S]*\n\[\.\.\.\]\n[\s\S]*end$/);
  });

  it('is always storable', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 5_000 }), (text) => {
        expect(reportText(text)).not.toMatch(/\0|\p{Cs}/u);
      }),
    );
  });
});
