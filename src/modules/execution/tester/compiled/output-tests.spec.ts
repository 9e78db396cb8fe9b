import { testOf } from '../../../../../test/factories/suite.factory.js';
import type { PatternAnswer, PatternSearch } from '../pattern-search.js';
import { judgeOutput, linesOf, numbersIn } from './output-tests.js';

/** Answers as told and remembers what it was asked; the real search is tested in the sandbox. */
class ToldSearch {
  asked: unknown[] = [];
  constructor(private readonly answer: PatternAnswer) {}
  async search(...question: unknown[]): Promise<PatternAnswer> {
    this.asked.push(question);
    return this.answer;
  }
}

async function verdict(
  fields: Record<string, unknown>,
  output: string,
  more: { reference?: string | null; exitCode?: number | null; search?: ToldSearch } = {},
) {
  const test = testOf(fields);
  const found = {
    output,
    exitCode: more.exitCode ?? 0,
    given: test.valueText ?? test.expectedStdout,
    fromReference: async () => more.reference ?? null,
  };
  const search = (more.search ?? new ToldSearch({ count: 0 })) as unknown as PatternSearch;
  return (await judgeOutput(test, found, search)).result;
}

describe('judgeOutput', () => {
  it.each<[string, Record<string, unknown>, string, string]>([
    ['ends are trimmed', { value: 'a' }, '\n a \n', 'PASSED'],
    ['unless forbidden', { value: 'a', trimOutput: false }, 'a\n', 'FAILED'],
    ['newlines are normalised', { value: ['a', 'b'] }, 'a\r\nb', 'PASSED'],
    ['unless forbidden', { value: ['a', 'b'], normalizeNewlines: false }, 'a\r\nb', 'FAILED'],
    ['case counts', { value: 'a' }, 'A', 'FAILED'],
    ['unless ignored', { value: 'a', ignoreCase: true }, 'A', 'PASSED'],
    ['blanks inside count', { value: 'a b' }, 'a  b', 'FAILED'],
    ['unless ignored', { value: 'a b', ignoreWhitespace: true }, 'a\nb ', 'PASSED'],
    ['numbers as they are written', { value: 1.5 }, '1.50', 'FAILED'],
    ['value before expectedStdout', { value: 'x', expectedStdout: 'y' }, 'x', 'PASSED'],
    ['expectedStdout as lines', { expectedStdout: ['x', 'y'] }, 'x\ny\n', 'PASSED'],
    ['nothing to compare with', {}, 'x', 'SKIPPED'],
    ['matches a pattern', { qualification: 'matches', pattern: 'x' }, 'x', 'PASSED'],
    ['contains', { qualification: 'contains', pattern: 'b c' }, 'a b c d', 'PASSED'],
    ['contains the value without pattern', { qualification: 'contains', value: 'b' }, 'abc', 'PASSED'],
    ['contains nothing of it', { qualification: 'contains', pattern: 'x' }, 'abc', 'FAILED'],
    ['starts with', { qualification: 'startsWith', pattern: 'ab' }, ' abc', 'PASSED'],
    ['starts with something else', { qualification: 'startsWith', pattern: 'b' }, 'abc', 'FAILED'],
    ['ends with', { qualification: 'endsWith', pattern: 'bc' }, 'abc\n', 'PASSED'],
    ['ends with something else', { qualification: 'endsWith', pattern: 'b' }, 'abc', 'FAILED'],
    ['any line', { qualification: 'containsLine', value: 'b' }, 'a\n  b \nc', 'PASSED'],
    ['no such line', { qualification: 'containsLine', value: 'b' }, 'ab\nc', 'FAILED'],
    ['that line', { qualification: 'matchesLine', lineNumber: 2, value: 'b' }, 'a\nb\n', 'PASSED'],
    ['that line is another', { qualification: 'matchesLine', lineNumber: 1, value: 'b' }, 'a\nb\n', 'FAILED'],
    ['a line beyond the end', { qualification: 'matchesLine', lineNumber: 3, value: '' }, 'a\nb\n', 'FAILED'],
    ['number of lines', { qualification: 'lineCount', value: 2 }, 'a\nb\n', 'PASSED'],
    ['number of lines, none', { qualification: 'lineCount', value: 0 }, '', 'PASSED'],
    ['number of lines, another', { qualification: 'lineCount', value: 2 }, 'a\n\nb\n', 'FAILED'],
    [
      'numbers',
      { qualification: 'numericOutput', value: 'x=1.5 y=-2e3' },
      '1.5000001, -2000 and 7',
      'PASSED',
    ],
    ['numbers too few', { qualification: 'numericOutput', value: '1 2' }, '1', 'FAILED'],
    ['numbers in another order', { qualification: 'numericOutput', value: '1 2' }, '2 1', 'FAILED'],
    ['numbers off', { qualification: 'numericOutput', value: '1' }, '1.1', 'FAILED'],
    [
      'numbers within',
      { qualification: 'numericOutput', value: '1', numericTolerance: 0.2 },
      '1.1',
      'PASSED',
    ],
    ['numbers asked for without any', { qualification: 'numericOutput', value: 'none' }, '1', 'SKIPPED'],
    ['exit code', { qualification: 'exitCode' }, 'x', 'PASSED'],
    ['exit code, another', { qualification: 'exitCode', expectedExitCode: 3 }, 'x', 'FAILED'],
    ['occurrences', { qualification: 'count', pattern: 'aa', countRequirement: 2 }, 'aaaaa', 'PASSED'],
    [
      'occurrences, another number',
      { qualification: 'count', pattern: 'a', countRequirement: 1 },
      'aa',
      'FAILED',
    ],
    ['occurrences without number', { qualification: 'count', pattern: 'a' }, 'a', 'SKIPPED'],
    ['a search without pattern', { qualification: 'regexp' }, 'a', 'SKIPPED'],
  ])('%s: %j for %j is %s', async (_, fields, output, result) => {
    expect(await verdict(fields, output)).toBe(result);
  });

  it('falls back on the reference', async () => {
    expect(await verdict({}, 'a\n', { reference: 'a' })).toBe('PASSED');
    expect(await verdict({ qualification: 'lineCount' }, 'a\n', { reference: '7' })).toBe('PASSED');
    expect(await verdict({ value: 'b' }, 'a', { reference: 'a' })).toBe('FAILED');
  });

  it('passes the flags of a search on', async () => {
    const search = new ToldSearch({ count: 1 });
    const fields = { qualification: 'regexpMultiline', pattern: '^a.b$', ignoreCase: true };
    expect(await verdict(fields, 'x\nA\nB', { search })).toBe('PASSED');
    const flags = { ignoreCase: true, multiline: true, dotMatchesNewline: true };
    expect(search.asked).toEqual([['^a.b$', 'x\nA\nB', flags]]);
    expect(
      await verdict({ qualification: 'regexp', pattern: 'a' }, '', {
        search: new ToldSearch({ problem: 'slow' }),
      }),
    ).toBe('FAILED');
  });
});

describe('linesOf and numbersIn', () => {
  it('split as described', () => {
    expect(linesOf('a\r\nb\rc\n')).toEqual(['a', 'b', 'c']);
    expect(linesOf('')).toEqual([]);
    expect(numbersIn('a1b -2.5, .5 1e3 +4. 1-2')).toEqual([1, -2.5, 0.5, 1000, 4, 1, -2]);
  });
});
