import { existsSync } from 'node:fs';
import { LANGUAGES } from '../../../src/modules/execution/tester/languages.js';
import type { TestReport } from '../../../src/modules/execution/tester/report.js';
import { TesterError } from '../../../src/modules/execution/tester/tester.errors.js';
import { NOBODY, PortableSandbox } from '../../sandbox/portable-sandbox.js';
import { SandboxProcess } from '../../sandbox/sandbox-process.js';
import { ANY_FORGERIES } from './forged/any.js';
import { C_FORGERIES } from './forged/c.js';
import type { ForgedExercise } from './forged/kinds.js';
import { OTHER_FORGERIES } from './forged/others.js';
import { PYTHON_FORGERIES } from './forged/python.js';
import { VALUE_FORGERIES } from './forged/values.js';
import { type Files, score, testHandIn } from './tested-exercise.js';

const isRoot = process.getuid?.() === 0;
/** Root runs all of it at both levels, the lower one as an ordinary user; others run what they have. */
const LEVELS = isRoot
  ? ([
      ['L3', null],
      ['L2', NOBODY],
    ] as const)
  : ([['L2', null]] as const);

const EXERCISES: readonly ForgedExercise[] = [
  PYTHON_FORGERIES,
  C_FORGERIES,
  ANY_FORGERIES,
  ...[...OTHER_FORGERIES, ...VALUE_FORGERIES].filter(isThere),
];

/** Languages that Lectern has no tester for are none of ours; a missing toolchain is said, and fails where it must be. */
function isThere({ name, tools }: (typeof OTHER_FORGERIES)[number]): boolean {
  if (!LANGUAGES.some((language) => language.name === name)) return false;
  const missing = tools.filter((tool) => !existsSync(`/usr/bin/${tool}`));
  if (missing.length === 0) return true;
  const lack = `forged hand-ins in ${name} need ${missing.join(', ')} in /usr/bin`;
  if (process.env['LECTERN_REQUIRE_TOOLCHAINS'] === '1') throw new Error(lack);
  process.stderr.write(`left out: ${lack}\n`);
  return false;
}

const LEAST_KINDS = 24;

/** What a report says of all that did not pass. */
const reasonsOf = ({ tests }: TestReport): string[] =>
  tests.flatMap(({ statusMessage, tests: each }) => [
    ...(statusMessage ? [statusMessage] : []),
    ...each
      .filter(({ result }) => result !== 'PASSED')
      .map(({ name, resultMessage }) => `${name}: ${resultMessage}`),
  ]);

let portable: PortableSandbox;
beforeAll(() => {
  portable = new PortableSandbox();
});
afterAll(() => portable.remove());

it('there are forgeries of many kinds', () => {
  const kinds = EXERCISES.flatMap(({ name, forged }) => forged.map(({ kind }) => `${name}: ${kind}`));
  expect(new Set(kinds).size).toBe(kinds.length);
  expect(kinds.length).toBeGreaterThanOrEqual(LEAST_KINDS);
});

describe.each(LEVELS)('at level %s', (level, user) => {
  let sandbox: SandboxProcess;
  beforeAll(async () => {
    const root = portable.folderFor(user, 'root');
    sandbox = await new SandboxProcess(portable, root, { user, minLevel: level, slots: 2 }).ready();
    expect(sandbox.level).toBe(level);
  });
  afterAll(() => sandbox.close());

  /** The score; a hand-in that gets no report has none. */
  async function pointsOf({ exercise }: ForgedExercise, files: Files): Promise<number> {
    try {
      return score(await testHandIn(exercise, files, sandbox, {}, portable.folder));
    } catch (error) {
      if (!(error instanceof TesterError) || error.code === 'BOX_FAILED') throw error;
      return 0;
    }
  }

  describe.each(EXERCISES)('$name', (forged) => {
    it('gives an honest hand-in all points', async () => {
      const report = await testHandIn(forged.exercise, forged.honest, sandbox, {}, portable.folder);
      // The reasons are compared too, so that a failure shows them.
      expect([score(report), reasonsOf(report)]).toEqual([1, []]);
    });

    it.each(forged.forged)('gives nothing for: $kind', async ({ files }) => {
      expect(await pointsOf(forged, files)).toBe(0);
    });
  });
});
