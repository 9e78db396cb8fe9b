import fc from 'fast-check';
import { assertSafeValue } from '../../../platform/http/body-safety.js';
import { presentable } from './final-report.js';

const MAX_BYTES = 4096;

describe('a report for the server', () => {
  it('is taken by it, whatever the program printed', () => {
    const text = fc.string({ unit: 'binary', maxLength: 3000 });
    fc.assert(
      fc.property(fc.dictionary(text, fc.array(text, { maxLength: 4 }), { maxKeys: 4 }), (report) => {
        const sent = JSON.parse(JSON.stringify(presentable(report, MAX_BYTES))) as unknown;
        assertSafeValue(sent);
        expect(Buffer.byteLength(JSON.stringify(sent))).toBeLessThanOrEqual(MAX_BYTES);
      }),
    );
  });

  it('keeps what can be kept', () => {
    const report = {
      summary: { total: 2, passed: 1 },
      tests: [{ name: 'a', resultMessage: 'ok ✓', x: null }],
    };
    expect(presentable(report, MAX_BYTES)).toEqual(report);
  });

  it('ends where nesting has no end', () => {
    let deep: object = {};
    for (let level = 0; level < 5000; level += 1) deep = { deep };
    expect(() => assertSafeValue(presentable(deep, MAX_BYTES))).not.toThrow();
  });
});
