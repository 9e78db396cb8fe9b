import type { SuiteCollection } from '../../formats/test-suite.js';
import { type CollectionVerdict, type Language, passed, type TestSession, verdictOf } from '../language.js';
import { runOctave } from '../octave/octave-run.js';
import { codeOnly, countWord } from '../octave/octave-source.js';
import { octaveValue } from '../octave/octave-value.js';
import type { MainFile, ScriptEngine } from '../scripts/script-engine.js';
import { judgeScripts } from '../scripts/script-language.js';
import { allFailed } from '../scripts/value-tests.js';
import type { FolderView } from '../student-files/folder-view.js';

const ENGINE: ScriptEngine = {
  label: 'Octave',
  setUpFirst: false,
  looseOutput: false,
  hasFigures: true,
  mainFileOf,
  run: runOctave,
  given: octaveValue,
  judgeStructure,
  judgeLinting: async ({ tests }) => ({ status: 'COMPLETED', statusMessage: '', tests: tests.map(passed) }),
};

/** Octave scripts and functions, run by a harness of ours that hands their variables out. */
export const OCTAVE: Language = {
  name: 'octave',
  aliases: ['oct'],
  // The harness's outer half is Python; graphics objects need a toolkit even when nothing is drawn.
  tools: ['octave-cli', 'python3', 'gnuplot'],
  reportFamily: 'collections',
  inheritance: 'inherit',
  firstIndex: 1,
  gatesEveryType: false,
  judge: (task, session) => judgeScripts(ENGINE, task, session),
};

/** Without an entryPoint only the set-up code runs: functions are found by the names of their files. */
async function mainFileOf({ entryPoint }: SuiteCollection, folder: FolderView): Promise<MainFile> {
  const there = entryPoint === null || (await folder.hasFile(entryPoint));
  return there ? { path: entryPoint } : { missing: `The file ${entryPoint} is missing.` };
}

async function judgeStructure(collection: SuiteCollection, session: TestSession): Promise<CollectionVerdict> {
  const named = collection.file ?? collection.entryPoint;
  const paths = named === null ? await session.student.filesEndingIn(['.m']) : [named];
  const sources = await Promise.all(paths.map((path) => session.student.readText(path)));
  const missing = sources.length === 0 || sources.includes(undefined);
  if (missing) {
    const message = named === null ? 'There is no Octave file.' : `The file ${named} is missing.`;
    return allFailed(collection.tests, 'COMPLETED', message);
  }
  const code = sources.map((source) => codeOnly(source ?? '')).join('\n');
  const tests = collection.tests.map((test) => {
    const [min, max] = test.range ?? [0, 0];
    const count = countWord(code, test.name);
    return verdictOf(test, count >= min && count <= max ? undefined : `${test.name} is used ${count} times`);
  });
  return { status: 'COMPLETED', statusMessage: '', tests };
}
