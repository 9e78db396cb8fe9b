import type { SuiteCollection } from '../../formats/test-suite.js';
import { fillTokens } from '../exist-tests.js';
import type { CollectionTask, TestSession } from '../language.js';
import type { FolderView } from '../student-files/folder-view.js';
import type { MainFile, Question, ScriptEngine, ScriptJob } from './script-engine.js';

const DEFAULT_SECONDS = 180;

/** entryPoint, else the first file with one of the endings in byte order; `label` names the language. */
export async function entryOrFirst(
  collection: SuiteCollection,
  folder: FolderView,
  endings: readonly string[],
  label: string,
): Promise<{ path: string } | { missing: string }> {
  if (collection.entryPoint !== null) {
    const there = await folder.hasFile(collection.entryPoint);
    return there
      ? { path: collection.entryPoint }
      : { missing: `The file ${collection.entryPoint} is missing.` };
  }
  const [first] = await folder.filesEndingIn(endings);
  return first === undefined ? { missing: `There is no ${label} file.` } : { path: first };
}

/** The run of a collection of one side, in the order of its language. */
export function jobFor(
  engine: ScriptEngine,
  { collection, borrowedSetUpCode }: CollectionTask,
  main: MainFile,
  questions: readonly Question[],
  session: TestSession,
): ScriptJob {
  const code = (parts: readonly (string | null)[]) =>
    parts.filter((part) => part !== null).map((part) => fillTokens(part, session.foundFiles));
  const setUp = code([borrowedSetUpCode, collection.setUpCode]);
  const tearDown = code([collection.tearDownCode]);
  return {
    before: engine.setUpFirst ? setUp : [],
    main: 'path' in main ? main.path : null,
    after: engine.setUpFirst ? tearDown : [...setUp, ...tearDown],
    inputAnswers: collection.inputAnswers,
    questions,
    keepFigures: false,
    timeoutSeconds: collection.timeoutSeconds ?? DEFAULT_SECONDS,
  };
}
