import type { z } from 'zod';
import { readYaml, type YamlProblem } from '../../../platform/yaml/yaml-document.js';
import { problemsIn } from './yaml-problems.js';

/** A file that holds what its schema wants, or everything that is wrong with it. */
export type StrictYaml<T> = { ok: true; file: T } | { ok: false; problems: YamlProblem[] };

/**
 * Reads YAML by a schema of readYaml's values; never throws. Problems carry the line (from 1) and the key as a path
 * such as `properties.tests[0].tests[2].pattern`.
 */
export function parseStrictYaml<T>(text: string | Buffer, schema: z.ZodType<T>): StrictYaml<T> {
  const read = readYaml(text);
  if (!read.ok) return read;
  const parsed = schema.safeParse(read.value);
  if (parsed.success) return { ok: true, file: parsed.data };
  return { ok: false, problems: problemsIn(parsed.error, read.lineOf) };
}
