import type { ResultFormat } from '../../../formats/grader-yaml.js';
import { type GradedRun, MAX_TESTS, type ResultFile, ResultsError } from '../graded-test.js';
import { readCtrf } from './ctrf-results.js';
import { readGradescope } from './gradescope-results.js';
import { readJson } from './json-results.js';
import { readJunit } from './junit-results.js';
import { readPrairieLearn } from './prairielearn-results.js';
import { readTap } from './tap-results.js';

type KnownFormat = Exclude<ResultFormat, 'auto'>;

const READERS: Record<KnownFormat, (file: ResultFile) => GradedRun> = {
  junit: readJunit,
  gradescope: readGradescope,
  prairielearn: readPrairieLearn,
  tap: readTap,
  ctrf: readCtrf,
};

/** Formats whose tools write one file for each suite. */
const IN_PARTS: readonly KnownFormat[] = ['junit', 'tap'];

/**
 * What a grading program found out. Files of other kinds beside the results do not count where the format is known
 * by itself. Throws ResultsError for anything that is not plainly a result.
 */
export function readResults(files: readonly ResultFile[], format: ResultFormat): GradedRun {
  const read = format === 'auto' ? recognised(files) : files.map((file) => [format, file] as const);
  const [first] = read;
  if (!first) throw new ResultsError('The grading program left no results.');
  const [kind] = first;
  if (read.some(([other]) => other !== kind))
    throw new ResultsError('The results are of more than one format.');
  if (read.length > 1 && !IN_PARTS.includes(kind))
    throw new ResultsError(`There is more than one ${kind} file.`);
  const runs = read.map(([, file]) => READERS[kind](file));
  const tests = runs.flatMap((run) => run.tests);
  if (tests.length > MAX_TESTS) throw new ResultsError(`There are more than ${MAX_TESTS} tests.`);
  return { ...runs[0]!, tests };
}

function recognised(files: readonly ResultFile[]): (readonly [KnownFormat, ResultFile])[] {
  return files.flatMap((file) => {
    const format = formatOf(file);
    return format === null ? [] : [[format, file] as const];
  });
}

function formatOf(file: ResultFile): KnownFormat | null {
  if (file.path.endsWith('.xml')) return 'junit';
  if (file.path.endsWith('.tap')) return 'tap';
  return file.path.endsWith('.json') ? formatOfJson(readJson(file), file) : null;
}

function formatOfJson(value: unknown, { path }: ResultFile): KnownFormat {
  const { results, tests } = (value ?? {}) as { results?: unknown; tests?: unknown };
  if (hasOne(results, 'tests')) return 'ctrf';
  const inside = Array.isArray(tests) ? (tests as unknown[]) : [];
  const prairie = hasOne(value, 'gradable') || inside.some((test) => hasOne(test, 'points', 'max_points'));
  const scope = inside.some((test) => hasOne(test, 'max_score', 'status', 'score'));
  if (prairie !== scope) return prairie ? 'prairielearn' : 'gradescope';
  if (!prairie && hasOne(value, 'score', 'tests')) return 'gradescope';
  throw new ResultsError(`${path} is of no known format.`);
}

function hasOne(value: unknown, ...keys: string[]): boolean {
  return typeof value === 'object' && value !== null && keys.some((key) => Object.hasOwn(value, key));
}
