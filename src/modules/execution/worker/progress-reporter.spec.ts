import fc from 'fast-check';
import { printable } from '../schemas/printable-text.js';
import { MAX_OUTPUT_BYTES, type RunProgress, runProgress } from '../schemas/run-progress.schema.js';
import { hear } from '../services/progress-news.js';
import { ProgressReporter } from './progress-reporter.js';

const TURN = { number: 1, total: 2, name: 'Output', state: 'started' } as const;
const anyText = fc.string({ unit: 'binary', maxLength: 6000, size: 'max' });
const printing = fc.array(fc.tuple(fc.constantFrom('stdout' as const, 'stderr' as const), anyText), {
  maxLength: 20,
});

function reporterWith(output: boolean): ProgressReporter {
  const reporter = new ProgressReporter();
  if (output) reporter.showOutput();
  return reporter;
}

const textOf = (progress: RunProgress | undefined, stream: string) =>
  (progress?.output ?? [])
    .filter((piece) => piece.stream === stream)
    .map(({ text }) => text)
    .join('');

describe('text that can be shown', () => {
  it('has no control characters but tabs and line ends, and is whole', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const shown = printable(text);
        expect(shown).not.toMatch(/[\x00-\x08\x0B-\x1F\x7F-\x9F\u202A-\u202E\u2066-\u2069]/);
        expect(shown.isWellFormed()).toBe(true);
        expect(printable(shown)).toBe(shown);
      }),
    );
  });

  it('loses what colours it and moves the cursor, and nothing else', () => {
    expect(printable('\x1B[1;31mred\x1B[0m\x1B]0;title\x07 10\u00A0%\r\nnext\rlast\t✓')).toBe(
      'red 10\u00A0%\nnext\nlast\t✓',
    );
  });
});

describe('what a worker tells of a run', () => {
  it('fits into a heartbeat whatever is printed, and is taken by the server', () => {
    fc.assert(
      fc.property(printing, anyText, fc.boolean(), (pieces, name, last) => {
        const reporter = reporterWith(true);
        reporter.collection({ ...TURN, name });
        for (const [stream, text] of pieces) reporter.output?.(stream, text);
        let beats = 0;
        for (let told = reporter.take(last); told !== undefined; told = reporter.take(last)) {
          expect(runProgress.safeParse(told).error).toBeUndefined();
          beats += 1;
        }
        expect(beats).toBeLessThan(30);
      }),
      { numRuns: 50 },
    );
  });

  it('is everything in its order when it is little', () => {
    const few = fc.array(
      fc.tuple(fc.constantFrom('stdout' as const, 'stderr' as const), fc.string({ maxLength: 300 })),
      { maxLength: 10 },
    );
    fc.assert(
      fc.property(few, (pieces) => {
        const reporter = reporterWith(true);
        for (const [stream, text] of pieces) reporter.output?.(stream, text);
        const told = reporter.take();
        for (const stream of ['stdout', 'stderr']) {
          const printed = pieces.filter(([name]) => name === stream).map(([, text]) => printable(text));
          expect(textOf(told, stream)).toBe(printed.join(''));
        }
        expect(reporter.take()).toBeUndefined();
      }),
    );
  });

  it('is the end of it, with a gap, when there is too much', () => {
    const reporter = reporterWith(true);
    for (let line = 0; line < 100_000; line += 1) reporter.output?.('stdout', `line ${line}\n`);
    const text = textOf(reporter.take(true), 'stdout');
    expect(text.startsWith('\n[…]\n')).toBe(true);
    expect(text.endsWith('line 99999\n')).toBe(true);
    expect(reporter.take(true)).toBeUndefined();
  });

  it('ends with the limit of a run, here and at the server', () => {
    const reporter = reporterWith(true);
    let bytes = 0;
    let used = 0;
    for (let beat = 0; beat < 500; beat += 1) {
      reporter.output?.('stdout', 'x'.repeat(3000));
      const told = reporter.take();
      bytes += textOf(told, 'stdout').length;
      used += hear(told ?? {}, used).outputBytes;
    }
    expect(bytes).toBeLessThan(MAX_OUTPUT_BYTES + 4000);
    expect(used).toBeLessThanOrEqual(MAX_OUTPUT_BYTES);
    expect(used).toBeGreaterThan(MAX_OUTPUT_BYTES - 4000);
  });

  it('has no output where nobody may see it, and is nothing when nothing happened', () => {
    const reporter = reporterWith(false);
    expect([reporter.take(), reporter.output]).toEqual([undefined, undefined]);
    reporter.collection(TURN);
    expect(reporter.take()).toEqual({ collection: TURN, output: [] });
    expect(reporter.take()).toBeUndefined();
  });

  it('is cleaned by the server too', () => {
    const { news, kept, outputBytes } = hear(
      { collection: TURN, output: [{ stream: 'stdout', text: '\x1B[31ma\x07' }], other: 1 },
      0,
    );
    expect(news).toEqual([
      { phase: 'collection', position: null, collection: TURN, output: { stream: 'stdout', text: 'a' } },
    ]);
    expect([kept, outputBytes]).toEqual([{ collection: TURN, other: 1 }, 1]);
  });
});
