import {
  type CommonSettings,
  DEFAULT_FAILURE_MESSAGE,
  DEFAULT_SUCCESS_MESSAGE,
  type SuiteCollection,
  type SuiteTest,
  type TestSuite,
} from './test-suite.js';
import type { CollectionYaml, CommonYaml, TestYaml, TestYamlEntry } from './test-yaml-schema.js';
import { YamlNumber } from '../../../platform/yaml/yaml-document.js';

/** Documents take nothing from above and have tolerances of their own. */
export type Inheritance = 'inherit' | 'own-values-only';

const DEFAULTS: CommonSettings = {
  qualification: 'verifyEqual',
  relativeTolerance: 1e-12,
  absoluteTolerance: 1e-4,
  range: null,
  occurrenceType: 'NAME',
  typeCheck: true,
  shapeCheck: true,
  ignoreClass: false,
  verbosity: 0,
  storeGraphicsArtifacts: null,
  competency: null,
  timeoutSeconds: null,
};
const DOCUMENT_DEFAULTS: CommonSettings = { ...DEFAULTS, relativeTolerance: 1e-9, absoluteTolerance: 1e-12 };

/** Applies defaults and inheritance (08 section 3) to a parsed test.yaml; the two messages are never inherited. */
export function resolveSuite(file: TestYaml, inheritance: Inheritance): TestSuite {
  const defaults = inheritance === 'inherit' ? DEFAULTS : DOCUMENT_DEFAULTS;
  const below = (above: CommonSettings) => (inheritance === 'inherit' ? above : defaults);
  const properties = file.properties;
  const common = commonOf(properties, defaults);
  return {
    ...common,
    type: file.type ?? 'generic',
    name: file.name ?? 'Test Suite',
    description: file.description ?? null,
    version: file.version ?? null,
    failureMessage: properties.failureMessage ?? DEFAULT_FAILURE_MESSAGE,
    successMessage: properties.successMessage ?? DEFAULT_SUCCESS_MESSAGE,
    resultMessage: properties.resultMessage ?? null,
    collections: (properties.tests ?? []).map((entry) => {
      const settings = commonOf(entry, below(common));
      const tests = entry.tests.map((test) => testOf(test, commonOf(test, below(settings))));
      return collectionOf(entry, settings, tests);
    }),
  };
}

function commonOf(own: CommonYaml, above: CommonSettings): CommonSettings {
  return { ...checksOf(own, above), ...extrasOf(own, above) };
}

function checksOf(own: CommonYaml, above: CommonSettings) {
  return {
    qualification: own.qualification ?? above.qualification,
    relativeTolerance: own.relativeTolerance ?? above.relativeTolerance,
    absoluteTolerance: own.absoluteTolerance ?? above.absoluteTolerance,
    range: own.allowedOccuranceRange ?? own.allowedOccurrenceRange ?? above.range,
    occurrenceType: own.occuranceType ?? own.occurrenceType ?? above.occurrenceType,
    typeCheck: own.typeCheck ?? above.typeCheck,
    shapeCheck: own.shapeCheck ?? above.shapeCheck,
  };
}

function extrasOf(own: CommonYaml, above: CommonSettings) {
  return {
    ignoreClass: own.ignoreClass ?? above.ignoreClass,
    verbosity: own.verbosity ?? above.verbosity,
    storeGraphicsArtifacts: own.storeGraphicsArtifacts ?? above.storeGraphicsArtifacts,
    competency: own.competency ?? above.competency,
    timeoutSeconds: own.timeout ?? above.timeoutSeconds,
  };
}

function collectionOf(
  entry: CollectionYaml,
  settings: CommonSettings,
  tests: readonly SuiteTest[],
): SuiteCollection {
  return {
    ...settings,
    name: entry.name,
    type: entry.type ?? 'variable',
    ...orNull(entry, ['description', 'id', 'failureMessage', 'successMessage', 'file', 'entryPoint']),
    ...orNull(entry, ['setUpCodeDependency', 'compiler', 'executableName']),
    ...orEmpty(entry, [
      'inputAnswers',
      'compilerFlags',
      'linkerFlags',
      'sourceFiles',
      'args',
      'successDependency',
    ]),
    setUpCode: joined(entry.setUpCode),
    tearDownCode: joined(entry.tearDownCode),
    tests,
  };
}

function testOf(entry: TestYamlEntry, settings: CommonSettings): SuiteTest {
  return {
    ...settings,
    name: entry.name,
    value: plainValue(entry.value ?? null),
    valueText: textOfValue(entry.value),
    ...orNull(entry, ['failureMessage', 'successMessage', 'evalString', 'pattern', 'countRequirement']),
    ...orNull(entry, ['expectedExitCode', 'lineNumber', 'trimOutput', 'normalizeNewlines']),
    expectedStdout: joined(entry.expectedStdout),
    expectedStderr: joined(entry.expectedStderr),
    ignoreCase: entry.ignoreCase ?? false,
    numericTolerance: entry.numericTolerance ?? 1e-6,
    allowEmpty: entry.allowEmpty ?? false,
    ignoreWhitespace: entry.ignoreWhitespace ?? false,
    stdin: joined(entry.stdin),
  };
}

type OrNull<T, K extends keyof T> = { [P in K]-?: NonNullable<T[P]> | null };

function orNull<T extends object, K extends keyof T>(entry: T, keys: readonly K[]): OrNull<T, K> {
  return Object.fromEntries(keys.map((key) => [key, entry[key] ?? null])) as OrNull<T, K>;
}

type OrEmpty<T, K extends keyof T> = { [P in K]-?: NonNullable<T[P]> };

function orEmpty<T extends object, K extends keyof T>(entry: T, keys: readonly K[]): OrEmpty<T, K> {
  return Object.fromEntries(keys.map((key) => [key, entry[key] ?? []])) as OrEmpty<T, K>;
}

function joined(lines: readonly string[] | null | undefined): string | null {
  return lines == null ? null : lines.join('\n');
}

function plainValue(value: unknown): unknown {
  if (value instanceof YamlNumber) return value.value;
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value === null) return value;
  // A map without prototype: a key named __proto__ stays a key.
  const map = Object.create(null) as Record<string, unknown>;
  for (const [key, item] of Object.entries(value)) map[key] = plainValue(item);
  return map;
}

function textOfValue(value: unknown): string | null {
  if (value == null) return null;
  if (value instanceof YamlNumber) return value.source;
  if (Array.isArray(value)) {
    const lines = value.map((item) => (item === null ? '' : textOfValue(item)));
    return lines.every((line) => line !== null) ? lines.join('\n') : null;
  }
  return typeof value === 'object' ? null : String(value);
}
