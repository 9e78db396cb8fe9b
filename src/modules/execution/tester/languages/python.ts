import { judgeExist } from '../exist-tests.js';
import {
  type CollectionTask,
  type CollectionVerdict,
  type Language,
  skipped,
  type TestSession,
} from '../language.js';
import { jobFor, mainFileOf } from '../python/python-job.js';
import { type PythonRun, runPython } from '../python/python-run.js';
import { judgeLinting } from '../python/linting-tests.js';
import { judgeTokens } from '../python/token-tests.js';
import { allFailed, judgeValues } from '../python/value-tests.js';
import { isFactType, judgeFacts, type RunFacts } from '../run-facts.js';

/** Python 3 scripts, run by a harness of ours that hands their variables out. */
export const PYTHON: Language = {
  name: 'python',
  aliases: ['py'],
  tools: ['python3'],
  reportFamily: 'collections',
  inheritance: 'inherit',
  firstIndex: 0,
  gatesEveryType: false,
  judge: judgePython,
};

async function judgePython(task: CollectionTask, session: TestSession): Promise<CollectionVerdict> {
  const { collection } = task;
  switch (collection.type) {
    case 'variable':
    case 'graphics':
    case 'stdout':
      return judgeValues(task, session);
    case 'structural':
      return judgeTokens(collection, session);
    case 'linting':
      return judgeLinting(collection, session);
    case 'exist':
      return judgeExist(collection, session, true);
    default:
      return isFactType(collection.type) ? judgeRun(task, session) : allSkipped(task);
  }
}

function allSkipped({ collection }: CollectionTask): CollectionVerdict {
  const message = `Tests of type ${collection.type} do not exist for Python.`;
  return { status: 'SKIPPED', statusMessage: message, tests: collection.tests.map(() => skipped(message)) };
}

async function judgeRun(task: CollectionTask, session: TestSession): Promise<CollectionVerdict> {
  const { collection } = task;
  const { type } = collection;
  const main = await mainFileOf(collection, session.student);
  if ('missing' in main || !isFactType(type)) {
    return allFailed(collection.tests, 'FAILED', 'missing' in main ? main.missing : type);
  }
  const run = await runPython(jobFor(task, main.path, [], session), 'student', session);
  const facts = factsOf(run);
  const tests = collection.tests.map((test) => judgeFacts(test, type, facts));
  return { status: run.status, statusMessage: run.message, tests };
}

function factsOf(run: PythonRun): RunFacts {
  const erred = run.status === 'CRASHED' || (run.exitCode !== null && run.exitCode !== 0);
  return {
    ...run,
    erred,
    errorText: `${run.message}\n${run.stderr}`,
    warningText: run.stderr,
  };
}
