import type { SuiteTest } from '../../formats/test-suite.js';
import { difference, printed } from '../comparison/compare-values.js';
import type { TaggedValue } from '../comparison/tagged-value.js';
import { judgeText, normalisationOf, normalise, verdictOnSearch } from '../comparison/text-rules.js';
import {
  type CollectionTask,
  type CollectionVerdict,
  failed,
  skipped,
  type TestSession,
  type TestVerdict,
  verdictOf,
} from '../language.js';
import { keepsFigures, storeFigures } from './figures.js';
import type { ScriptEngine, ScriptRun, ScriptValue } from './script-engine.js';
import { jobFor } from './script-job.js';

/** What the tests of a collection are held against: found out at most once, and only if a test needs it. */
type Expectations = (index: number) => TaggedValue | undefined;

interface ValueCase {
  engine: ScriptEngine;
  task: CollectionTask;
  session: TestSession;
}

/** Judges collections of the types variable, graphics and stdout. */
export async function judgeValues(
  engine: ScriptEngine,
  task: CollectionTask,
  session: TestSession,
): Promise<CollectionVerdict> {
  const { collection } = task;
  const main = await engine.mainFileOf(collection, session.student);
  if ('missing' in main) return allFailed(collection.tests, 'FAILED', main.missing);
  const figure = collection.type === 'graphics';
  const questions =
    collection.type === 'stdout' ? [] : collection.tests.map(({ name }) => ({ text: name, figure }));
  const keepFigures = keepsFigures(collection, session);
  const job = { ...jobFor(engine, task, main, questions, session), keepFigures };
  const run = await engine.run(job, 'student', session);
  if (run.status !== 'COMPLETED') return allFailed(collection.tests, run.status, run.message);
  if (keepFigures) await storeFigures(collection, run.figures, session);
  const one: ValueCase = { engine, task, session };
  const expected = await expectationsOf(one);
  const tests: TestVerdict[] = [];
  for (const [index, test] of collection.tests.entries()) {
    tests.push(await judgeOne(one, test, actualOf(one, test, index, run), () => expected(index)));
  }
  return { status: 'COMPLETED', statusMessage: '', tests };
}

/** The same failure for every test, as after a run that did not complete. */
export function allFailed(
  tests: readonly SuiteTest[],
  status: ScriptRun['status'],
  message: string,
): CollectionVerdict {
  return { status, statusMessage: message, tests: tests.map(() => failed(message, status)) };
}

function actualOf(one: ValueCase, test: SuiteTest, index: number, run: ScriptRun): ScriptValue {
  if (one.task.collection.type === 'stdout') return { value: printout(one.engine, test, run.stdout) };
  return run.values[index] ?? { missing: 'cannot be read' };
}

function printout(engine: ScriptEngine, test: SuiteTest, text: string): TaggedValue {
  return { t: 'text', v: normalise(text, normalisationOf(test, engine.looseOutput)) };
}

async function judgeOne(
  { engine, task, session }: ValueCase,
  test: SuiteTest,
  actual: ScriptValue,
  expected: () => TaggedValue | undefined,
): Promise<TestVerdict> {
  if ('missing' in actual) return verdictOf(test, `${test.name} ${actual.missing}`);
  if (test.qualification !== 'verifyEqual') {
    const text = printed(actual.value);
    if (text === undefined) return verdictOf(test, `${test.name} is no text`);
    const searched = engine.looseOutput && task.collection.type === 'stdout';
    if (searched && test.qualification === 'matches' && test.pattern !== null) {
      const flags = { ignoreCase: test.ignoreCase };
      return verdictOnSearch(test, await session.patterns.search(test.pattern, text, flags));
    }
    return judgeText(test, text, session.patterns);
  }
  const wanted = expected();
  if (!wanted) return skipped('There is nothing to compare with.');
  const why = difference(actual.value, wanted, test);
  return verdictOf(test, why && `${test.name} ${why}`);
}

async function expectationsOf(one: ValueCase): Promise<Expectations> {
  const { tests, type } = one.task.collection;
  const given = tests.map((test) => givenValue(one.engine, test, type));
  const open = tests
    .map((test, index) => ({ test, index, text: askedOf(test, type) }))
    .filter(({ test, index }) => test.qualification === 'verifyEqual' && !given[index]);
  if (open.length === 0) return (index) => given[index];
  const found = await askReference(one, open);
  return (index) => given[index] ?? found.get(index);
}

interface OpenTest {
  test: SuiteTest;
  index: number;
  text: string | null;
}

async function askReference(
  { engine, task, session }: ValueCase,
  open: readonly OpenTest[],
): Promise<ReadonlyMap<number, TaggedValue>> {
  const found = new Map<number, TaggedValue>();
  const main = await engine.mainFileOf(task.collection, session.reference);
  const asked = open.filter(({ text }) => text !== null);
  const graphics = task.collection.type === 'graphics';
  const questions = asked.map(({ test, text }) => ({
    text: text!,
    figure: graphics && test.evalString === null,
  }));
  const run = await engine.run(jobFor(engine, task, main, questions, session), 'reference', session);
  if (run.status !== 'COMPLETED') return found;
  asked.forEach(({ index }, position) => {
    const answer = run.values[position];
    if (answer && 'value' in answer) found.set(index, answer.value);
  });
  for (const { test, index, text } of open) {
    // An empty solution prints nothing, and that is not something to be held against.
    if (text === null && ('path' in main || run.stdout !== '')) {
      found.set(index, printout(engine, test, run.stdout));
    }
  }
  return found;
}

function givenValue(engine: ScriptEngine, test: SuiteTest, type: string): TaggedValue | undefined {
  if (test.value === null) return undefined;
  if (type === 'stdout' && test.valueText !== null) return printout(engine, test, test.valueText);
  return engine.given(test.value);
}

/** What to evaluate in the reference; null stands for its output. */
function askedOf(test: SuiteTest, type: string): string | null {
  return test.evalString ?? (type === 'stdout' ? null : test.name);
}
