import { type Inheritance, resolveSuite } from '../formats/suite-inheritance.js';
import type { TestSuite } from '../formats/test-suite.js';
import { parseTestYaml } from '../formats/test-yaml.js';
import { TestYamlError } from './tester.errors.js';

/** Exercises that are handed in just now; of each the text and what it comes to are kept. */
const MOST = 32;

const known = new Map<string, TestSuite>();

/**
 * The suite of a test.yaml, the same object for the same text, which nobody can change; throws TestYamlError. What was
 * used longest ago is forgotten first.
 */
export function suiteOf(text: string, inheritance: Inheritance): TestSuite {
  const key = `${inheritance} ${text}`;
  const suite = known.get(key) ?? frozen(read(text, inheritance));
  known.delete(key);
  known.set(key, suite);
  for (const oldest of known.keys()) {
    if (known.size <= MOST) break;
    known.delete(oldest);
  }
  return suite;
}

function read(text: string, inheritance: Inheritance): TestSuite {
  const parsed = parseTestYaml(text);
  if (!parsed.ok) throw new TestYamlError(parsed.problems);
  return resolveSuite(parsed.file, inheritance);
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  Object.values(value).forEach(frozen);
  return value;
}
