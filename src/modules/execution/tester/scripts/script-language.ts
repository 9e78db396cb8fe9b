import { judgeExist } from '../exist-tests.js';
import type { CollectionTask, CollectionVerdict, TestSession } from '../language.js';
import { isFactType, judgeFacts, type RunFacts } from '../run-facts.js';
import { skipAll } from './plain-structure.js';
import type { ScriptEngine, ScriptRun } from './script-engine.js';
import { jobFor } from './script-job.js';
import { allFailed, judgeValues } from './value-tests.js';

/** Judges a collection of a language whose tests read values. */
export async function judgeScripts(
  engine: ScriptEngine,
  task: CollectionTask,
  session: TestSession,
  skipsDash = false,
): Promise<CollectionVerdict> {
  const { collection } = task;
  switch (collection.type) {
    case 'graphics':
      if (!engine.hasFigures) return notThere(engine, task);
      return judgeValues(engine, task, session);
    case 'variable':
    case 'stdout':
      return judgeValues(engine, task, session);
    case 'structural':
      return engine.judgeStructure(collection, session);
    case 'linting':
      return engine.judgeLinting(collection, session);
    case 'exist':
      return judgeExist(collection, session, skipsDash);
    default:
      return isFactType(collection.type) ? judgeRun(engine, task, session) : notThere(engine, task);
  }
}

function notThere({ label }: ScriptEngine, { collection }: CollectionTask): CollectionVerdict {
  return skipAll(collection, `Tests of type ${collection.type} do not exist for ${label}.`);
}

async function judgeRun(
  engine: ScriptEngine,
  task: CollectionTask,
  session: TestSession,
): Promise<CollectionVerdict> {
  const { collection } = task;
  const { type } = collection;
  const main = await engine.mainFileOf(collection, session.student);
  if ('missing' in main || !isFactType(type)) {
    return allFailed(collection.tests, 'FAILED', 'missing' in main ? main.missing : type);
  }
  const run = await engine.run(jobFor(engine, task, main, [], session), 'student', session);
  const facts = factsOf(run);
  const tests = collection.tests.map((test) => judgeFacts(test, type, facts));
  return { status: run.status, statusMessage: run.message, tests };
}

function factsOf(run: ScriptRun): RunFacts {
  const erred = run.status === 'CRASHED' || (run.exitCode !== null && run.exitCode !== 0);
  return { ...run, erred, errorText: `${run.message}\n${run.stderr}`, warningText: run.stderr };
}
