import { DEFAULT_FAILURE_MESSAGE, DEFAULT_SUCCESS_MESSAGE } from '../../formats/test-suite.js';
import type { GraderYaml, Visibility } from '../../formats/grader-yaml.js';
import type { CollectionReport, ReportCommon, ReportResult, SubReport, TestReport } from '../report.js';
import { reportText } from '../report-text.js';
import { collectionMessage } from '../summary.js';
import type { GradedRun } from './graded-test.js';
import { inPoints, type ScoredTest, scoreTests, sumOf, summaryIn, totalOf, unitOf } from './points.js';

const MAX_NAME = 255;
const RESULTS: Record<ScoredTest['outcome'], ReportResult> = {
  passed: 'PASSED',
  failed: 'FAILED',
  skipped: 'SKIPPED',
};

/** How the grading went, beside its results; times in seconds. */
export interface GradingFacts {
  began: Date;
  duration: number;
  executionDuration: number;
  /** `isolated`: no program of the student ran in the box the results come from. */
  trust: 'isolated' | 'shared';
  /** What there is to know about the way it was graded. */
  notes: readonly string[];
  /** What the grading program printed. */
  log: { stdout: string; stderr: string };
}

/** The results of a grading program as testSummary.json; ResultsError when no score comes of them. */
export function gradedReport(run: GradedRun, exercise: GraderYaml, facts: GradingFacts): TestReport {
  const scored = scoreTests(run.tests, exercise.results);
  const total = totalOf(run, scored, exercise.results);
  const unit = unitOf([
    ...scored.flatMap(({ earned, possible }) => [earned, possible]),
    total.earned,
    total.possible,
  ]);
  const summary = summaryIn(unit, { ...total, skipped: sumOf(scored).skipped });
  const result = reportResult(scored, total);
  const names = new Set(scored.map(({ test }) => test.suite));
  const shared = commonOf(exercise, facts);
  return {
    ...shared,
    name: exercise.name,
    description: exercise.description ?? null,
    status: 'COMPLETED',
    result,
    summary,
    statusMessage: reportText(run.message),
    resultMessage: messageOf(result),
    details: [`trust: ${facts.trust}`, `format: ${run.format}`, ...facts.notes].join('\n'),
    environment: { language: 'any', trust: facts.trust, format: run.format },
    properties: { points: { earned: inPoints(total.earned), possible: inPoints(total.possible) } },
    debug: { grader: logOf(run, facts) },
    tests: [...names].map((name) => collectionOf(name, scored, unit, exercise, shared)),
  };
}

function collectionOf(
  name: string,
  all: readonly ScoredTest[],
  unit: number,
  exercise: GraderYaml,
  shared: Common,
): CollectionReport {
  const scored = all.filter(({ test }) => test.suite === name);
  const sum = sumOf(scored);
  const result = collectionResult(scored);
  return {
    ...shared,
    name: nameOf(name),
    description: null,
    status: 'COMPLETED',
    result,
    summary: summaryIn(unit, sum),
    statusMessage: '',
    resultMessage: collectionMessage(result),
    details: null,
    environment: { language: 'any' },
    properties: { points: { earned: inPoints(sum.earned), possible: inPoints(sum.possible) } },
    debug: {},
    tests: scored.map((one) => subOf(one, exercise)),
  };
}

function subOf({ test, outcome, earned, possible, visibility }: ScoredTest, exercise: GraderYaml): SubReport {
  const output = exercise.results.output === 'show' ? test.output.trim() : '';
  const partial =
    earned > 0 && earned < possible ? `${inPoints(earned)} of ${inPoints(possible)} points.` : '';
  const text = reportText([partial, test.message.trim(), output].filter((part) => part !== '').join('\n'));
  const complaint = text || (outcome === 'failed' ? 'The test failed.' : '');
  const passed = outcome === 'passed';
  return {
    name: nameOf(test.name),
    status: outcome === 'skipped' ? 'SKIPPED' : 'COMPLETED',
    result: RESULTS[outcome],
    resultMessage: passed ? text : complaint,
    statusMessage: passed ? '' : complaint,
    points: { earned: inPoints(earned), possible: inPoints(possible) },
    visibility,
  };
}

type Common = Pick<
  ReportCommon,
  'timestamp' | 'type' | 'version' | 'setup' | 'teardown' | 'duration' | 'executionDuration'
>;

function commonOf({ version }: GraderYaml, { began, duration, executionDuration }: GradingFacts): Common {
  return {
    timestamp: began.toISOString(),
    type: 'any',
    version: version ?? null,
    setup: null,
    teardown: null,
    duration,
    executionDuration,
  };
}

function logOf({ logVisibility }: GradedRun, { log }: GradingFacts): Record<string, string> {
  const visibility: Visibility = logVisibility ?? 'never';
  return { stdout: reportText(log.stdout), stderr: reportText(log.stderr), visibility };
}

function nameOf(name: string): string {
  const line = reportText(name).replace(/\s+/gu, ' ').trim();
  return line.length > MAX_NAME ? `${line.slice(0, MAX_NAME - 1)}…` : line || 'Test';
}

function collectionResult(scored: readonly ScoredTest[]): ReportResult {
  if (scored.every(({ outcome }) => outcome === 'passed')) return 'PASSED';
  return scored.some(({ outcome }) => outcome === 'skipped') ? 'SKIPPED' : 'FAILED';
}

/** Passed is what has all points and no failed test. */
function reportResult(
  scored: readonly ScoredTest[],
  { earned, possible }: { earned: number; possible: number },
): ReportResult {
  if (scored.some(({ outcome }) => outcome === 'failed')) return 'FAILED';
  if (earned === possible) return 'PASSED';
  return scored.some(({ outcome }) => outcome === 'skipped') ? 'SKIPPED' : 'FAILED';
}

function messageOf(result: ReportResult): string {
  if (result === 'PASSED') return DEFAULT_SUCCESS_MESSAGE;
  return result === 'FAILED' ? DEFAULT_FAILURE_MESSAGE : 'Some tests were skipped';
}
