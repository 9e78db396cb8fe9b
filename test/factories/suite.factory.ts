import { stringify } from 'yaml';
import { resolveSuite } from '../../src/modules/execution/formats/suite-inheritance.js';
import type {
  SuiteCollection,
  SuiteTest,
  TestSuite,
} from '../../src/modules/execution/formats/test-suite.js';
import { parseTestYaml } from '../../src/modules/execution/formats/test-yaml.js';

type Fields = Record<string, unknown>;

/** A suite as test.yaml would give it, from the fields under `properties.tests`. */
export function suiteOf(collections: Fields[], properties: Fields = {}): TestSuite {
  const parsed = parseTestYaml(stringify({ properties: { ...properties, tests: collections } }));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return resolveSuite(parsed.file, 'inherit');
}

export function collectionOf(fields: Fields): SuiteCollection {
  return suiteOf([{ name: 'collection', tests: [], ...fields }]).collections[0]!;
}

export function testOf(fields: Fields): SuiteTest {
  return collectionOf({ tests: [{ name: 'test', ...fields }] }).tests[0]!;
}
