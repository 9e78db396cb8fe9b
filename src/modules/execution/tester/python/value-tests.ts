import type { SuiteTest } from '../../formats/test-suite.js';
import { difference } from '../comparison/compare-values.js';
import { tagPlain, type TaggedValue } from '../comparison/tagged-value.js';
import { judgeText, normalisationOf, normalise } from '../comparison/text-rules.js';
import {
  type CollectionTask,
  type CollectionVerdict,
  failed,
  skipped,
  type TestSession,
  type TestVerdict,
  verdictOf,
} from '../language.js';
import { jobFor, mainFileOf } from './python-job.js';
import { type PythonRun, type PythonValue, runPython } from './python-run.js';

/** What the tests of a collection are held against: found out at most once, and only if a test needs it. */
interface Expectations {
  of(index: number): TaggedValue | undefined;
}

/** Judges collections of the types variable, graphics and stdout. */
export async function judgeValues(task: CollectionTask, session: TestSession): Promise<CollectionVerdict> {
  const { collection } = task;
  const main = await mainFileOf(collection, session.student);
  if ('missing' in main) return allFailed(collection.tests, 'FAILED', main.missing);
  const reads = collection.type === 'stdout' ? [] : collection.tests.map((test) => test.name);
  const run = await runPython(jobFor(task, main.path, reads, session), 'student', session);
  if (run.status !== 'COMPLETED') return allFailed(collection.tests, run.status, run.message);
  const expectations = await expectationsOf(task, session);
  const tests: TestVerdict[] = [];
  for (const [index, test] of collection.tests.entries()) {
    const actual: PythonValue =
      collection.type === 'stdout'
        ? { value: { t: 'text', v: normalise(run.stdout, normalisationOf(test, false)) } }
        : (run.values[index] ?? { missing: 'cannot be read' });
    tests.push(await judgeOne(test, actual, () => expectations.of(index), session));
  }
  return { status: 'COMPLETED', statusMessage: '', tests };
}

/** The same failure for every test, as after a run that did not complete. */
export function allFailed(
  tests: readonly SuiteTest[],
  status: PythonRun['status'],
  message: string,
): CollectionVerdict {
  return { status, statusMessage: message, tests: tests.map(() => failed(message, status)) };
}

async function judgeOne(
  test: SuiteTest,
  actual: PythonValue,
  expected: () => TaggedValue | undefined,
  session: TestSession,
): Promise<TestVerdict> {
  if ('missing' in actual) return verdictOf(test, `${test.name} ${actual.missing}`);
  if (test.qualification !== 'verifyEqual') {
    if (actual.value.t !== 'text') return verdictOf(test, `${test.name} is no text`);
    return judgeText(test, actual.value.v, session.patterns);
  }
  const wanted = expected();
  if (!wanted) return skipped('There is nothing to compare with.');
  const why = difference(actual.value, wanted, test);
  return verdictOf(test, why && `${test.name} ${why}`);
}

async function expectationsOf(task: CollectionTask, session: TestSession): Promise<Expectations> {
  const { collection } = task;
  const given = collection.tests.map((test) => givenValue(test, collection.type));
  const asked = collection.tests.map((test, index) => ({
    test,
    index,
    text: askedOf(test, collection.type),
  }));
  const open = asked.filter(({ test, index }) => test.qualification === 'verifyEqual' && !given[index]);
  if (open.length === 0) return { of: (index) => given[index] };
  const main = await mainFileOf(collection, session.reference);
  const path = 'path' in main ? main.path : null;
  const questions = open.filter(({ text }) => text !== null);
  const job = jobFor(
    task,
    path,
    questions.map(({ text }) => text!),
    session,
    questions.map(({ test }) => test.evalString !== null),
  );
  const run = await runPython(job, 'reference', session);
  if (run.status !== 'COMPLETED') return { of: (index) => given[index] };
  const found = new Map<number, TaggedValue>();
  questions.forEach(({ index }, position) => {
    const answer = run.values[position];
    if (answer && 'value' in answer) found.set(index, answer.value);
  });
  for (const { test, index, text } of open) {
    // An empty solution prints nothing, and that is not something to be held against.
    if (text === null && (path !== null || run.stdout !== '')) {
      found.set(index, { t: 'text', v: normalise(run.stdout, normalisationOf(test, false)) });
    }
  }
  return { of: (index) => given[index] ?? found.get(index) };
}

function givenValue(test: SuiteTest, type: string): TaggedValue | undefined {
  if (test.value === null) return undefined;
  if (type === 'stdout' && test.valueText !== null) {
    return { t: 'text', v: normalise(test.valueText, normalisationOf(test, false)) };
  }
  return tagPlain(test.value);
}

/** What to evaluate in the reference; null stands for its output. */
function askedOf(test: SuiteTest, type: string): string | null {
  return test.evalString ?? (type === 'stdout' ? null : test.name);
}
