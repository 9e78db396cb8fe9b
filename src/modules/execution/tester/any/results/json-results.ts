import { z } from 'zod';
import { MAX_POINTS } from '../../../formats/grader-yaml.js';
import { MAX_TESTS, type ResultFile, ResultsError } from '../graded-test.js';

/** Points as a format may give them: finite, 0 or more. */
export const points = () => z.number().finite().min(0).max(MAX_POINTS);
/** A text, or nothing. */
export const words = () => z.string().nullish();

/** A list of at most MAX_TESTS tests. */
export function tests<T extends z.ZodType>(test: T) {
  return z.array(test).max(MAX_TESTS);
}

/** The JSON of a results file; ResultsError when it is none. */
export function readJson({ path, text }: ResultFile): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/u, '')) as unknown;
  } catch {
    throw new ResultsError(`${path} is not valid JSON.`);
  }
}

/** The results by their schema; ResultsError names the first place that is wrong. */
export function readShape<T>(file: ResultFile, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(readJson(file));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.map(String).join('.') ?? '';
  throw new ResultsError(`${file.path}${place === '' ? '' : `, ${place}`}: ${issue?.message ?? 'wrong'}.`);
}
