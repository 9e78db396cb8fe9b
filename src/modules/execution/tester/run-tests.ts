import {
  DEFAULT_FAILURE_MESSAGE,
  DEFAULT_SUCCESS_MESSAGE,
  type SuiteCollection,
  type TestSuite,
} from '../formats/test-suite.js';
import { BoxedRuns } from './boxed-runs.js';
import { findCollection, gateOf } from './dependencies.js';
import { type CollectionVerdict, failed, type Language, skipped, type TestSession } from './language.js';
import { suiteOf } from './known-suites.js';
import { languageNamed } from './languages.js';
import { PatternSearch } from './pattern-search.js';
import type { CollectionReport, ReportCommon, ReportResult, SubReport, TestReport } from './report.js';
import { reportText } from './report-text.js';
import { FolderView } from './student-files/folder-view.js';
import { collectionResult, reportVerdict, summarise } from './summary.js';
import { TesterError } from './tester.errors.js';
import type { TesterInput } from './tester-input.js';

/**
 * Runs the tests of one exercise against one hand-in and returns the content of testSummary.json (08 section 5).
 * Throws TesterError (UnsupportedLanguageError, TestYamlError among them) when there can be no report.
 */
export async function runTests(input: TesterInput): Promise<TestReport> {
  const language = languageNamed(input.language);
  if ('grade' in language) return language.grade(input);
  const suite = suiteOf(input.testYaml, language.inheritance);
  const endings: (() => Promise<void>)[] = [];
  const boxes = new BoxedRuns(input);
  const session: TestSession = {
    input,
    suite,
    boxes,
    patterns: new PatternSearch(boxes),
    student: new FolderView(input.directories.student),
    reference: new FolderView(input.directories.reference),
    foundFiles: [],
    onEnd: (task) => endings.push(task),
  };
  try {
    return await judgeSuite(language, session);
  } catch (error) {
    if (input.signal?.aborted) throw new TesterError('CANCELLED', 'The run was cancelled.');
    throw error;
  } finally {
    for (const task of endings) await task();
  }
}

async function judgeSuite(language: Language, session: TestSession): Promise<TestReport> {
  const { suite, input, boxes } = session;
  const stopwatch = startStopwatch(input.clock, boxes);
  const tests: CollectionReport[] = [];
  for (const [index, collection] of suite.collections.entries()) {
    const turn = { number: index + 1, total: suite.collections.length, name: collection.name };
    input.watch?.collection({ ...turn, state: 'started' });
    tests.push(await judgeCollection(collection, language, session, tests));
    input.watch?.collection({ ...turn, state: 'finished' });
  }
  const verdict = reportVerdict(language.reportFamily, tests, suite);
  return {
    ...stopwatch(),
    ...describe(suite, language),
    type: suite.type,
    version: suite.version,
    status: 'COMPLETED',
    ...verdict,
    statusMessage: '',
    tests,
  };
}

async function judgeCollection(
  collection: SuiteCollection,
  language: Language,
  session: TestSession,
  before: readonly CollectionReport[],
): Promise<CollectionReport> {
  const stopwatch = startStopwatch(session.input.clock, session.boxes);
  const results = before.map(({ result }) => result);
  const verdict = await verdictFor(collection, language, session, results);
  const tests = collection.tests.map((test, index): SubReport => {
    const { status, result, message } = verdict.tests[index]!;
    const complaint = reportText(message);
    const passed = result === 'PASSED';
    return {
      name: test.name,
      status,
      result,
      resultMessage: passed ? (test.successMessage ?? '') : complaint,
      statusMessage: passed ? '' : complaint,
    };
  });
  const result = collectionResult(tests);
  return {
    ...stopwatch(),
    ...describe(collection, language),
    type: collection.type,
    version: session.suite.version,
    status: verdict.status,
    result,
    summary: summarise(tests),
    statusMessage: reportText(verdict.statusMessage),
    resultMessage: collectionMessage(collection, result),
    tests,
  };
}

async function verdictFor(
  collection: SuiteCollection,
  language: Language,
  session: TestSession,
  results: readonly ReportResult[],
): Promise<CollectionVerdict> {
  const { collections } = session.suite;
  const gate = gateOf(collection, collections, results, language);
  if (!gate.open) return closed(collection, gate.result, gate.message);
  const borrowed = collection.setUpCodeDependency;
  const lender = borrowed === null ? undefined : findCollection(borrowed, collections, language.firstIndex);
  if (borrowed !== null && lender === undefined) {
    return closed(collection, 'FAILED', `The set-up code of "${borrowed}" does not exist.`);
  }
  const borrowedSetUpCode = lender === undefined ? null : collections[lender]!.setUpCode;
  return language.judge({ collection, borrowedSetUpCode }, session);
}

function closed(
  collection: SuiteCollection,
  result: 'FAILED' | 'SKIPPED',
  message: string,
): CollectionVerdict {
  const verdict = result === 'FAILED' ? failed(message, 'FAILED') : skipped(message);
  return { status: result, statusMessage: message, tests: collection.tests.map(() => verdict) };
}

function collectionMessage(collection: SuiteCollection, result: ReportResult): string {
  if (result === 'PASSED') return collection.successMessage ?? DEFAULT_SUCCESS_MESSAGE;
  return result === 'FAILED' ? (collection.failureMessage ?? DEFAULT_FAILURE_MESSAGE) : 'Tests skipped';
}

type Described = Pick<
  ReportCommon,
  'name' | 'description' | 'details' | 'setup' | 'teardown' | 'environment' | 'properties' | 'debug'
>;

/** Set-up and tear-down code may give expected values away, so the report leaves them out. */
function describe(unit: SuiteCollection | TestSuite, language: Language): Described {
  return {
    name: unit.name,
    description: unit.description,
    details: null,
    setup: null,
    teardown: null,
    environment: { language: language.name },
    properties: unit.competency === null ? {} : { competency: unit.competency },
    debug: {},
  };
}

type Timing = Pick<ReportCommon, 'timestamp' | 'duration' | 'executionDuration'>;

function startStopwatch(clock: () => Date, boxes: BoxedRuns): () => Timing {
  const start = clock();
  const executed = boxes.executionSeconds;
  return () => ({
    timestamp: start.toISOString(),
    duration: Math.max(0, clock().getTime() - start.getTime()) / 1000,
    executionDuration: boxes.executionSeconds - executed,
  });
}
