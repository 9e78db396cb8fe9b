import type { Visibility } from '../../execution/formats/grader-yaml.js';
import type { CollectionReport, SubReport } from '../../execution/tester/report.js';
import { collectionMessage, collectionResult, summarise } from '../../execution/tester/summary.js';

/** What the reader of a report may see by now. */
export interface ReportRights {
  /** Tutors and more, administrators and services. */
  all: boolean;
  /** The time to hand in is over. */
  due: boolean;
  /** The group has a grade. */
  graded: boolean;
}

type Json = Record<string, unknown>;

/**
 * A stored report as this reader gets it: tests that he may not see yet are left out with name, output and points,
 * and `properties.withheld` counts them. The report's own summary stays, as it is his score.
 */
export function shownReport(report: Json | null, rights: ReportRights): Json | null {
  if (report === null || rights.all) return report;
  const { tests, debug } = report;
  const shown: Json = { ...report };
  if (isObject(debug) && 'grader' in debug) shown['debug'] = withoutLog(debug, rights);
  if (!Array.isArray(tests)) return shown;
  const collections = (tests as unknown[]).map((collection) => shownCollection(collection, rights));
  const withheld = collections.reduce((sum, { left }) => sum + left, 0);
  if (withheld === 0) return shown;
  const properties = isObject(report['properties']) ? report['properties'] : {};
  return {
    ...shown,
    tests: collections.flatMap(({ collection }) => (collection === null ? [] : [collection])),
    properties: { ...properties, withheld },
  };
}

/** Whether time or a grade will change what a reader without all rights gets of this report. */
export function changesWithTime(report: Json | null): boolean {
  const nothing = { all: false, due: false, graded: false };
  return JSON.stringify(shownReport(report, nothing)) !== JSON.stringify(report);
}

function shownCollection(collection: unknown, rights: ReportRights): { collection: unknown; left: number } {
  if (!isObject(collection) || !Array.isArray(collection['tests'])) return { collection, left: 0 };
  const tests = collection['tests'] as unknown[];
  const kept = tests.filter((test) => !isObject(test) || isShown(test['visibility'], rights));
  const left = tests.length - kept.length;
  if (left === 0) return { collection, left };
  return { collection: kept.length === 0 ? null : cutDown(collection, kept as SubReport[]), left };
}

/** A collection as if it had these tests only. */
function cutDown(collection: Json, tests: SubReport[]): Json {
  const result = collectionResult(tests);
  const sum = (key: 'earned' | 'possible') =>
    tests.reduce((all, { points }) => all + (points?.[key] ?? 0), 0);
  const cut: Pick<CollectionReport, 'summary' | 'result' | 'resultMessage' | 'properties' | 'tests'> = {
    summary: summarise(tests),
    result,
    resultMessage: collectionMessage(result),
    properties: { points: { earned: sum('earned'), possible: sum('possible') } },
    tests,
  };
  return { ...collection, ...cut };
}

function withoutLog(debug: Json, rights: ReportRights): Json {
  const { grader, ...rest } = debug;
  return isObject(grader) && isShown(grader['visibility'] ?? 'never', rights) ? debug : rest;
}

/** What says nothing about its visibility is always shown; a word that nobody knows never is. */
function isShown(visibility: unknown, { due, graded }: ReportRights): boolean {
  switch (visibility as Visibility | undefined | null) {
    case undefined:
    case null:
    case 'always':
      return true;
    case 'after_due':
      return due;
    case 'after_graded':
      return graded;
    default:
      return false;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
