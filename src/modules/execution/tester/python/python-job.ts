import type { SuiteCollection } from '../../formats/test-suite.js';
import { fillTokens } from '../exist-tests.js';
import type { CollectionTask, TestSession } from '../language.js';
import type { FolderView } from '../student-files/folder-view.js';
import type { PythonJob } from './python-run.js';

const DEFAULT_SECONDS = 180;

/** The script of a folder: entryPoint, else the first `*.py` in byte order; or the sentence that says it is missing. */
export async function mainFileOf(
  collection: SuiteCollection,
  folder: FolderView,
): Promise<{ path: string } | { missing: string }> {
  if (collection.entryPoint !== null) {
    const there = await folder.hasFile(collection.entryPoint);
    return there
      ? { path: collection.entryPoint }
      : { missing: `The file ${collection.entryPoint} is missing.` };
  }
  const [first] = await folder.filesEndingIn(['.py']);
  return first === undefined ? { missing: 'There is no Python file.' } : { path: first };
}

/**
 * The run of a collection with the expressions to be read afterwards; of a graphics collection they are attributes
 * of the current figure, except where `plain` says otherwise (evalString).
 */
export function jobFor(
  task: CollectionTask,
  main: string | null,
  expressions: readonly string[],
  session: TestSession,
  plain: readonly boolean[] = [],
): PythonJob {
  const { collection, borrowedSetUpCode } = task;
  const code = [borrowedSetUpCode, collection.setUpCode, collection.tearDownCode].filter(
    (part) => part !== null,
  );
  return {
    main,
    setUpAndTearDown: code.map((part) => fillTokens(part, session.foundFiles)),
    inputAnswers: collection.inputAnswers,
    expressions: expressions.map((text, index) => ({
      text,
      figure: collection.type === 'graphics' && plain[index] !== true,
    })),
    timeoutSeconds: collection.timeoutSeconds ?? DEFAULT_SECONDS,
  };
}
