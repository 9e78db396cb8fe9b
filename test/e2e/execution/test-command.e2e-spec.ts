import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { testCommand } from '../../../src/cli/test.command.js';
import { describeWith } from '../../setup/toolchains.js';
import { PROGRAM_CASES } from './program-languages.js';

/** Whatever the language, it compiles and answers 5 with 25. */
const SQUARE_OF_FIVE = `
properties:
  tests:
    - {name: compiles, type: compile, tests: [{name: compiles}]}
    - {name: output, type: stdout, inputAnswers: [5], tests: [{name: all}]}
`;

const DEMO = join(process.cwd(), 'demo');

/** Runs the command and gives back what it printed, what it complained about and its exit code. */
async function lecternTest(...args: string[]) {
  const printed: string[] = [];
  const complaints: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
  const stderr = jest
    .spyOn(process.stderr, 'write')
    .mockImplementation((text) => complaints.push(String(text)) > 0);
  try {
    await testCommand().parseAsync(['node', 'test', ...args]);
    return { exit: process.exitCode, text: printed.join('\n'), complaint: complaints.join('') };
  } finally {
    process.exitCode = undefined;
    log.mockRestore();
    stderr.mockRestore();
  }
}

describe('lectern test', () => {
  const rainfall = join(DEMO, 'exercises/rainfall');

  it('checks that an exercise passes its own tests', async () => {
    const { exit, text } = await lecternTest(rainfall);
    expect(text).toMatch(/^The rain gauge\nok {3}Compilation \(compile\)\n {5}ok {3}it compiles\n/);
    expect(text).toMatch(/\nPASSED: 12 of 12, score 1\.00$/);
    expect(exit).toBe(0);
  });

  it('says what is wrong with a solution', async () => {
    const { exit, text } = await lecternTest(
      rainfall,
      '--solution',
      join(DEMO, 'hand-ins/c-last-spell-lost'),
    );
    expect(text).toMatch(/\n {5}FAIL whole output: A dry spell that lasts/);
    expect(text).toMatch(/\nFAILED: 11 of 12, score 0\.92$/);
    expect(exit).toBe(1);
  });

  it('prints the report itself when asked', async () => {
    const { text } = await lecternTest(
      rainfall,
      '--json',
      '--solution',
      join(DEMO, 'hand-ins/c-does-not-compile'),
    );
    expect(JSON.parse(text)).toMatchObject({ name: 'The rain gauge', summary: { total: 12, passed: 3 } });
  });

  describe.each(PROGRAM_CASES)('with $language', (kind) => {
    describeWith(kind.toolchain, kind.tools, `lectern test of ${kind.toolchain} programs`, () => {
      it('tells right from wrong', async () => {
        const folder = await mkdtemp(join(tmpdir(), 'lectern-test-command-'));
        const write = async (name: string, files: Readonly<Record<string, string>>) => {
          for (const [path, text] of Object.entries(files)) {
            await mkdir(dirname(join(folder, name, path)), { recursive: true });
            await writeFile(join(folder, name, path), text);
          }
          return join(folder, name);
        };
        try {
          const exercise = await write('exercise', {
            ...kind.right,
            'meta.yaml': `slug: squares\nproperties: {executionBackend: {slug: lectern.${kind.language}, version: "1"}}\n`,
            'test.yaml': SQUARE_OF_FIVE,
          });
          expect(await lecternTest(exercise)).toMatchObject({
            exit: 0,
            text: expect.stringContaining('PASSED: 2 of 2, score 1.00'),
          });
          const wrong = await write('wrong', kind.wrong);
          expect(await lecternTest(exercise, '--solution', wrong)).toMatchObject({
            exit: 1,
            text: expect.stringContaining('FAILED: 1 of 2, score 0.50'),
          });
        } finally {
          await rm(folder, { recursive: true });
        }
      });
    });
  });

  it('names what makes a report impossible', async () => {
    expect(await lecternTest(rainfall, '--language', 'cobol')).toMatchObject({
      exit: 3,
      text: '',
      complaint: expect.stringContaining('"cobol" is not supported'),
    });
    const folder = await mkdtemp(join(tmpdir(), 'lectern-test-command-'));
    try {
      await writeFile(join(folder, 'meta.yaml'), 'slug: a\nproperties: {executionBackend: {slug: x.py}}\n');
      await writeFile(join(folder, 'test.yaml'), 'properties:\n  test: []\n');
      expect(await lecternTest(folder)).toMatchObject({
        exit: 3,
        complaint: expect.stringContaining('line 2 properties.test: unknown key'),
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('lectern test with a specification', () => {
  let area: string;
  let exercise: string;
  const file = async (path: string, content: string) => {
    await mkdir(join(area, path, '..'), { recursive: true });
    await writeFile(join(area, path), content);
  };
  beforeEach(async () => {
    area = await mkdtemp(join(tmpdir(), 'lectern-specified-'));
    exercise = join(area, 'exercise');
    await file('exercise/test.yaml', 'properties: {tests: [{name: a, tests: [{name: x}, {name: limit}]}]}\n');
    await file('exercise/reference/a.py', 'x = 41 + 1\nfrom limits import limit\n');
    await file('exercise/testprograms/limits.py', 'limit = 7\n');
    await file('exercise/student/a.py', 'x = 42\nfrom limits import limit\n');
  });
  afterEach(() => rm(area, { recursive: true }));

  it('uses the one in the exercise: its folders, its report, and exit code 0', async () => {
    await file('exercise/specification.yaml', 'outputName: report.json\n');
    const { exit, text, complaint } = await lecternTest(exercise, '--language', 'py');
    expect(complaint).toBe('');
    expect(text).toMatch(/\nPASSED: 1 of 1, score 1\.00$/);
    expect(exit).toBe(0);
    const report = JSON.parse(await readFile(join(exercise, 'output/report.json'), 'utf8')) as object;
    expect(report).toMatchObject({ name: 'Test Suite', result: 'PASSED', summary: { total: 1, passed: 1 } });
    expect(await readdir(join(exercise, 'artifacts'))).toEqual([]);
  });

  it('follows absolute folders inside the folder of the specification, and exits with 1', async () => {
    await file('student-2/a.py', 'x = 43\n');
    await file('exercise/reference/meta.yaml', 'slug: a\nproperties: {executionBackend: {slug: x.py}}\n');
    await file('specification.yaml', `studentDirectory: ${area}/student-2\noutputDirectory: ${area}/out\n`);
    const { exit } = await lecternTest(exercise, '--specification', join(area, 'specification.yaml'));
    expect(exit).toBe(1);
    const report = JSON.parse(await readFile(join(area, 'out/testSummary.json'), 'utf8')) as object;
    expect(report).toMatchObject({ result: 'FAILED' });
  });

  it.each([
    ['outputDirectory: ../elsewhere', /outputDirectory: "..\/elsewhere" is not inside/],
    ['studentDirectory: /usr', /studentDirectory: "\/usr" is not inside/],
    ['outputName: a/b.json', /line 1 outputName: a file name without separator expected/],
  ])('ends without report when it says %s', async (line, complaint) => {
    await file('exercise/specification.yaml', `${line}\n`);
    const run = await lecternTest(exercise, '--language', 'py');
    expect(run).toMatchObject({ exit: 3, text: '', complaint: expect.stringMatching(complaint) });
    expect((await readdir(exercise)).sort()).toEqual([
      'reference',
      'specification.yaml',
      'student',
      'test.yaml',
      'testprograms',
    ]);
  });

  it('leaves no old report behind when there is no new one', async () => {
    await file('exercise/specification.yaml', '');
    await file('exercise/output/testSummary.json', '{}');
    await file('exercise/test.yaml', 'properties: {test: []}\n');
    expect((await lecternTest(exercise, '--language', 'py')).exit).toBe(3);
    expect(await readdir(join(exercise, 'output'))).toEqual([]);
    expect((await lecternTest(exercise, '--specification', join(area, 'none.yaml'))).complaint).toMatch(
      /none\.yaml cannot be read \(ENOENT\)/,
    );
  });
});
