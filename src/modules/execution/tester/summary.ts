import type { TestSuite } from '../formats/test-suite.js';
import { DEFAULT_FAILURE_MESSAGE, DEFAULT_SUCCESS_MESSAGE } from '../formats/test-suite.js';
import type { Language } from './language.js';
import type { CollectionReport, ReportResult, ReportSummary, SubReport } from './report.js';

/** Counts results. */
export function summarise(units: readonly { result: ReportResult }[]): ReportSummary {
  const count = (result: ReportResult) => units.filter((unit) => unit.result === result).length;
  return { total: units.length, passed: count('PASSED'), failed: count('FAILED'), skipped: count('SKIPPED') };
}

/** Passed when all tests passed, skipped when any was skipped (or there are none), else failed. */
export function collectionResult(tests: readonly SubReport[]): ReportResult {
  if (tests.length > 0 && tests.every((test) => test.result === 'PASSED')) return 'PASSED';
  return tests.length === 0 || tests.some((test) => test.result === 'SKIPPED') ? 'SKIPPED' : 'FAILED';
}

/** What a collection without messages of its own says about its result. */
export function collectionMessage(result: ReportResult): string {
  if (result === 'PASSED') return DEFAULT_SUCCESS_MESSAGE;
  return result === 'FAILED' ? DEFAULT_FAILURE_MESSAGE : 'Tests skipped';
}

/** Summary, result and message of a report by the rules of its family of languages (08 section 5). */
export function reportVerdict(
  family: Language['reportFamily'],
  collections: readonly CollectionReport[],
  suite: TestSuite,
): { summary: ReportSummary; result: ReportResult; resultMessage: string } {
  return family === 'collections' ? byCollections(collections, suite) : byTests(collections);
}

function byCollections(collections: readonly CollectionReport[], suite: TestSuite) {
  const summary = summarise(collections);
  if (summary.total === 0)
    return { summary, result: 'SKIPPED' as const, resultMessage: 'No Tests specified' };
  if (summary.skipped === summary.total) {
    return { summary, result: 'SKIPPED' as const, resultMessage: 'Tests skipped' };
  }
  return summary.passed === summary.total
    ? { summary, result: 'PASSED' as const, resultMessage: suite.successMessage }
    : { summary, result: 'FAILED' as const, resultMessage: suite.failureMessage };
}

function byTests(collections: readonly CollectionReport[]) {
  const summary = summarise(collections.flatMap((collection) => collection.tests));
  if (summary.failed > 0)
    return { summary, result: 'FAILED' as const, resultMessage: DEFAULT_FAILURE_MESSAGE };
  return summary.total > 0 && summary.passed === summary.total
    ? { summary, result: 'PASSED' as const, resultMessage: DEFAULT_SUCCESS_MESSAGE }
    : { summary, result: 'SKIPPED' as const, resultMessage: 'Some tests were skipped' };
}
