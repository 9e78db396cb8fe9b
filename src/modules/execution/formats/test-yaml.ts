import { parseStrictYaml, type StrictYaml } from './strict-yaml.js';
import { type TestYaml, testYamlSchema } from './test-yaml-schema.js';

/** What `parseTestYaml` found: the parsed file, or everything that is wrong with it. */
export type TestYamlResult = StrictYaml<TestYaml>;

/** Parses a test.yaml (08 section 3) strictly; never throws. */
export function parseTestYaml(text: string | Buffer): TestYamlResult {
  return parseStrictYaml(text, testYamlSchema);
}
