import { invalidRequest } from '../../../platform/http/app-error.js';
import type { RunOutcome } from '../schemas/run.schema.js';

/** How a worker says that a run ended. */
export interface ReportedOutcome {
  status: 'finished' | 'failed';
  result?: number | null;
  result_json?: Record<string, unknown> | null;
  error?: string | null;
}

const TOLERANCE = 1e-6;

interface Summary {
  total: number;
  passed: number;
}

/**
 * Checks what a worker reports: a finished run needs a report, and its score must be that of the report,
 * passed / max(total, 1) (contract 08 section 5); a report with `error` or `timeout` is a failure. 400 otherwise.
 */
export function toOutcome(reported: ReportedOutcome): RunOutcome {
  const report = reported.result_json ?? undefined;
  const broken = report !== undefined && ('error' in report || 'timeout' in report);
  if (reported.status === 'failed' || broken) return failure(reported, report);
  const summary = summaryOf(report);
  if (report === undefined || summary === null) {
    refuse('result_json', 'a finished run needs a report with a summary of total and passed');
  }
  const score = summary.passed / Math.max(summary.total, 1);
  if (reported.result != null && Math.abs(reported.result - score) > TOLERANCE) {
    refuse('result', `must be the score of the report, ${score}`);
  }
  return { status: 'finished', result: score, resultJson: { ...report, result_value: score } };
}

function failure(reported: ReportedOutcome, report: Record<string, unknown> | undefined): RunOutcome {
  const error = reported.error ?? textOf(report?.['error']) ?? 'the worker reported a failure';
  return {
    status: 'failed',
    error,
    ...(report === undefined ? {} : { resultJson: { ...report, result_value: 0 } }),
  };
}

/** A run that ended without a report gets the one that contract 05 section 4 names. */
export function withReport(outcome: RunOutcome): RunOutcome {
  if (outcome.status !== 'failed' || outcome.resultJson !== undefined) return outcome;
  const summary = { total: 1, passed: 0, failed: 1, skipped: 0 };
  return { ...outcome, resultJson: { summary, error: outcome.error ?? 'failed', result_value: 0 } };
}

function summaryOf(report: Record<string, unknown> | undefined): Summary | null {
  const { total, passed } = (report?.['summary'] ?? {}) as Partial<Record<keyof Summary, unknown>>;
  if (!isCount(total) || !isCount(passed) || passed > total) return null;
  return { total, passed };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, 4096) : undefined;
}

function refuse(field: string, message: string): never {
  throw invalidRequest([{ field: `body -> ${field}`, message, type: 'custom' }]);
}
