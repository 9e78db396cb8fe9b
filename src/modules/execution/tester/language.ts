import type { SuiteCollection, SuiteTest, TestSuite } from '../formats/test-suite.js';
import type { BoxedRuns } from './boxed-runs.js';
import type { PatternSearch } from './pattern-search.js';
import type { ReportResult, ReportStatus, TestReport } from './report.js';
import type { FolderView } from './student-files/folder-view.js';
import type { TesterInput } from './tester-input.js';

/** What came of one test; `message` explains a failure or a skip to the student. */
export interface TestVerdict {
  result: ReportResult;
  /** How the run behind it ended; COMPLETED where there was none. */
  status: ReportStatus;
  message: string;
}

/** What came of all tests of a collection. */
export interface CollectionVerdict {
  status: ReportStatus;
  statusMessage: string;
  tests: readonly TestVerdict[];
}

/** Everything a language needs to judge a collection. */
export interface TestSession {
  input: TesterInput;
  suite: TestSuite;
  boxes: BoxedRuns;
  patterns: PatternSearch;
  student: FolderView;
  reference: FolderView;
  /** Paths found by the exist tests so far, for `#file_n#` and `#command_n#`. */
  foundFiles: string[];
  /** Registers work to be done when all tests are over. */
  onEnd(task: () => Promise<void>): void;
}

/** One collection with the set-up code of the collection it depends on. */
export interface CollectionTask {
  collection: SuiteCollection;
  /** Set-up code of `setUpCodeDependency`, null without one. */
  borrowedSetUpCode: string | null;
}

/** What every kind of tester has. */
interface NamedTester {
  readonly name: string;
  /** Other endings of service slugs that mean this language. */
  readonly aliases: readonly string[];
  /** Programs without which nothing can be run, looked for below /usr. */
  readonly tools: readonly string[];
}

/** A tester that needs no test.yaml and judges a hand-in as a whole. Throws TesterError when there is no report. */
export interface OwnTester extends NamedTester {
  grade(input: TesterInput): Promise<TestReport>;
}

/** One programming language: how its hand-ins are run and judged. Adding a language is adding one of these. */
export interface Language extends NamedTester {
  /** What the report's summary counts and by which rule its result comes about (08 section 5). */
  readonly reportFamily: 'collections' | 'tests';
  readonly inheritance: 'inherit' | 'own-values-only';
  /** Index of the first collection in `successDependency`. */
  readonly firstIndex: 0 | 1;
  /** Whether `successDependency` holds for exist, structural and linting too. */
  readonly gatesEveryType: boolean;
  judge(task: CollectionTask, session: TestSession): Promise<CollectionVerdict>;
}

export function passed(): TestVerdict {
  return { result: 'PASSED', status: 'COMPLETED', message: '' };
}

export function failed(message: string, status: ReportStatus = 'COMPLETED'): TestVerdict {
  return { result: 'FAILED', status, message };
}

export function skipped(message: string): TestVerdict {
  return { result: 'SKIPPED', status: 'SKIPPED', message };
}

/** Passed, or failed with the message: the author's own if he wrote one. */
export function verdictOf(test: SuiteTest, complaint: string | undefined): TestVerdict {
  return complaint === undefined ? passed() : failed(test.failureMessage ?? complaint);
}
