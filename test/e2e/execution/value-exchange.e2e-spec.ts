import fc from 'fast-check';
import { octaveText } from '../../../src/modules/execution/tester/octave/harness.js';
import { describeWith } from '../../setup/toolchains.js';
import { type RunScript, scriptRunner, variables } from './script-languages.js';
import { letters } from './tested-exercise.js';

/** Something an author may write, and the same in the student's language. */
interface Pair {
  plain: unknown;
  code: string;
}

const real = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
const text = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((value) => !value.includes('\0'));
const matrix = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }))
  .chain(([rows, columns]) =>
    fc.array(fc.array(real, { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  );

/** As it is written in Python and Octave: at least 17 digits, never as a fraction cut short. */
function digits(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 53 ? String(value) : value.toExponential(17);
}

/** R reads decimal fractions to the last digit but one; hexadecimal ones it reads exactly. */
function hexadecimal(value: number): string {
  const bits = Buffer.alloc(8);
  bits.writeDoubleBE(Math.abs(value));
  const fraction = bits.toString('hex').slice(3);
  const exponent = bits.readUInt16BE() >> 4;
  const size = exponent === 0 ? `0x0.${fraction}p-1022` : `0x1.${fraction}p${exponent - 1023}`;
  return value < 0 ? `-${size}` : size;
}

/**
 * Lets a script assign the values and holds each against the author's own (has to pass) and against that of its
 * neighbour (has to fail where the two differ).
 */
async function exchange(
  run: RunScript,
  file: string,
  assign: (name: string, code: string) => string,
  pairs: Pair[],
) {
  const student = { [file]: pairs.map(({ code }, index) => assign(`v${index}`, code)).join('\n') };
  const exact = 'absoluteTolerance: 0, relativeTolerance: 1.0e-300';
  const line = (plain: unknown, index: number) =>
    `name: v${index}, ${exact}, value: ${JSON.stringify(plain)}`;
  const entry = file.endsWith('.m') ? ', entryPoint: main.m' : '';
  const collection = (tests: string[]) => variables(...tests).replace('name: a', `name: a${entry}`);
  const own = pairs.map(({ plain }, index) => line(plain, index));
  const neighbours = pairs.map((_, index) => line(pairs[(index + 1) % pairs.length]!.plain, index));
  const report = await run({ yaml: `${collection(own)}\n${collection(neighbours)}`, student });
  const differs = (index: number) => {
    const [a, b] = [pairs[index]!.plain, pairs[(index + 1) % pairs.length]!.plain];
    return JSON.stringify(a) !== JSON.stringify(b);
  };
  const expected = pairs.map((_, index) => (differs(index) ? 'F' : 'P')).join('');
  expect(letters(report)).toBe(`${'P'.repeat(pairs.length)} ${expected}`);
}

const RUNS = { numRuns: 4, endOnFailure: true };

describe('values of Python', () => {
  const run = scriptRunner('py');

  it('arrive as they are', async () => {
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 3 }, real, text, fc.boolean(), tie('list'), tie('map')),
      list: fc.array(tie('value'), { maxLength: 4 }),
      map: fc.dictionary(
        text.filter((key) => key !== '__proto__'),
        tie('value'),
        { maxKeys: 4, noNullPrototype: true },
      ),
    }));
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 20, maxLength: 40 }), async (values) => {
        const pairs = values.map((plain, index) => ({
          plain: [index, plain],
          code: `[${index}, ${python(plain)}]`,
        }));
        await exchange(run, 'a.py', (name, code) => `${name} = ${code}`, pairs);
      }),
      RUNS,
    );
  });
});

function python(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return digits(value);
  if (Array.isArray(value)) return `[${value.map(python).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}: ${python(item)}`)
    .join(', ')}}`;
}

describeWith('Octave', ['octave-cli', 'python3', 'gnuplot'], 'values of Octave', () => {
  const run = scriptRunner('oct');

  it('arrive as they are', async () => {
    const plain = fc.oneof(matrix, text);
    await fc.assert(
      fc.asyncProperty(fc.array(plain, { minLength: 20, maxLength: 40 }), async (values) => {
        const pairs = values.map((value, index) => {
          const code =
            typeof value === 'string'
              ? octaveText(value)
              : `[${value.map((row) => row.map(digits).join(', ')).join('; ')}]`;
          return { plain: { n: index, v: value }, code: `struct ("n", ${index}, "v", {${code}})` };
        });
        await exchange(run, 'main.m', (name, code) => `${name} = ${code};`, pairs);
      }),
      RUNS,
    );
  });
});

describeWith('R', ['Rscript', 'python3'], 'values of R', () => {
  const run = scriptRunner('r');

  it('arrive as they are', async () => {
    const plain = fc.oneof(matrix, text);
    await fc.assert(
      fc.asyncProperty(fc.array(plain, { minLength: 20, maxLength: 40 }), async (values) => {
        const pairs = values.map((value, index) => {
          const code =
            typeof value === 'string'
              ? JSON.stringify(value)
              : `matrix(c(${value.flat().map(hexadecimal).join(', ')}), nrow = ${value.length}, byrow = TRUE)`;
          return { plain: { n: index, v: value }, code: `list(n = ${index}, v = ${code})` };
        });
        await exchange(run, 'a.R', (name, code) => `${name} <- ${code}`, pairs);
      }),
      RUNS,
    );
  });
});
