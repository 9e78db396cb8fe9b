import type { Visibility } from '../formats/grader-yaml.js';

export type ReportStatus =
  'SCHEDULED' | 'COMPLETED' | 'TIMEDOUT' | 'CRASHED' | 'CANCELLED' | 'SKIPPED' | 'FAILED';
export type ReportResult = 'PASSED' | 'FAILED' | 'SKIPPED';

export interface ReportSummary {
  total: number;
  passed: number;
  failed: number;
  skipped: number;
}

/** What the report and each collection in it have in common (08 section 5); durations in seconds. */
export interface ReportCommon {
  timestamp: string;
  type: string;
  version: string | null;
  name: string;
  description: string | null;
  status: ReportStatus;
  result: ReportResult;
  summary: ReportSummary;
  statusMessage: string;
  resultMessage: string;
  details: string | null;
  setup: string | null;
  teardown: string | null;
  duration: number;
  executionDuration: number;
  environment: Record<string, string>;
  properties: Record<string, unknown>;
  debug: Record<string, unknown>;
}

export interface SubReport {
  name: string;
  status: ReportStatus;
  result: ReportResult;
  resultMessage: string;
  statusMessage: string;
  /** Of a test graded by the exercise's own program: its points, and from when on the group sees it. */
  points?: { earned: number; possible: number };
  visibility?: Visibility;
}

export interface CollectionReport extends ReportCommon {
  tests: SubReport[];
}

/** The content of testSummary.json. */
export interface TestReport extends ReportCommon {
  tests: CollectionReport[];
}

/** The score 0..1 of a report, passed / max(total, 1), with the counts it comes from. */
export function scoreOf(report: Pick<TestReport, 'summary'>): {
  result: number;
  passed: number;
  failed: number;
  total: number;
} {
  const { passed, failed, total } = report.summary;
  return { result: passed / Math.max(total, 1), passed, failed, total };
}
