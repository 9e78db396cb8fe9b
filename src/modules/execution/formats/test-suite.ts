import type { Qualification, TestType } from './test-yaml-schema.js';

/** What suite, collection and test have in common after inheritance. */
export interface CommonSettings {
  qualification: Qualification;
  relativeTolerance: number;
  absoluteTolerance: number;
  /** null: none was written on any level; the rule of the test's type says what that means. */
  range: readonly [min: number, max: number] | null;
  occurrenceType: string;
  typeCheck: boolean;
  shapeCheck: boolean;
  ignoreClass: boolean;
  verbosity: number;
  storeGraphicsArtifacts: boolean | null;
  competency: string | null;
  /** null: none was written; 180 s, compiled languages 30 s. */
  timeoutSeconds: number | null;
}

/** One test with everything it inherited. */
export interface SuiteTest extends CommonSettings {
  name: string;
  failureMessage: string | null;
  successMessage: string | null;
  /** Plain value; null when none is given. */
  value: unknown;
  /** The same as text, numbers as they were written, lists joined by newlines; null for maps and absent values. */
  valueText: string | null;
  evalString: string | null;
  pattern: string | null;
  countRequirement: number | null;
  expectedStdout: string | null;
  expectedStderr: string | null;
  expectedExitCode: number | null;
  lineNumber: number | null;
  ignoreCase: boolean;
  /** null: not written; the language's default holds. */
  trimOutput: boolean | null;
  normalizeNewlines: boolean | null;
  numericTolerance: number;
  allowEmpty: boolean;
  ignoreWhitespace: boolean;
  stdin: string | null;
}

/** Tests of one type that share one run of the program. */
export interface SuiteCollection extends CommonSettings {
  name: string;
  type: TestType;
  description: string | null;
  id: string | null;
  failureMessage: string | null;
  successMessage: string | null;
  file: string | null;
  entryPoint: string | null;
  successDependency: readonly (string | number)[];
  setUpCodeDependency: string | number | null;
  inputAnswers: readonly string[];
  setUpCode: string | null;
  tearDownCode: string | null;
  compiler: string | null;
  compilerFlags: readonly string[];
  linkerFlags: readonly string[];
  sourceFiles: readonly string[];
  executableName: string | null;
  args: readonly string[];
  tests: readonly SuiteTest[];
}

/** A whole test.yaml with defaults and inheritance applied. */
export interface TestSuite extends CommonSettings {
  type: string;
  name: string;
  description: string | null;
  version: string | null;
  failureMessage: string;
  successMessage: string;
  resultMessage: string | null;
  collections: readonly SuiteCollection[];
}

export const DEFAULT_FAILURE_MESSAGE = 'Some or all tests failed';
export const DEFAULT_SUCCESS_MESSAGE = 'Congratulations! All tests passed';
