import { readYaml, type YamlProblem } from '../../../platform/yaml/yaml-document.js';
import { type TestYaml, testYamlSchema } from './test-yaml-schema.js';
import { problemsIn } from './yaml-problems.js';

/** What `parseTestYaml` found: the parsed file, or everything that is wrong with it. */
export type TestYamlResult = { ok: true; file: TestYaml } | { ok: false; problems: YamlProblem[] };

/**
 * Parses a test.yaml (08 section 3) strictly; never throws. Problems carry the line (from 1) and the key as a path
 * such as `properties.tests[0].tests[2].pattern`.
 */
export function parseTestYaml(text: string | Buffer): TestYamlResult {
  const read = readYaml(text);
  if (!read.ok) return read;
  const parsed = testYamlSchema.safeParse(read.value);
  if (parsed.success) return { ok: true, file: parsed.data };
  return { ok: false, problems: problemsIn(parsed.error, read.lineOf) };
}
