import { z } from 'zod';
import { YamlNumber } from '../../../platform/yaml/yaml-document.js';

/** Every type a collection of tests may have, over all languages. */
export const TEST_TYPES = [
  'variable',
  'graphics',
  'structural',
  'linting',
  'exist',
  'error',
  'warning',
  'help',
  'stdout',
  'stderr',
  'stdio',
  'exitcode',
  'compile',
  'runtime',
  'wordcount',
  'paragraphcount',
  'section',
  'linkcount',
  'keyword',
  'uniquewords',
  'linecount',
  'charcount',
  'sentencecount',
  'headingcount',
  'imagecount',
  'codeblockcount',
  'listitemcount',
  'pattern',
] as const;
export type TestType = (typeof TEST_TYPES)[number];

/** Every way in which a value found may be held against what was expected. */
export const QUALIFICATIONS = [
  'verifyEqual',
  'matches',
  'contains',
  'startsWith',
  'endsWith',
  'count',
  'regexp',
  'matchesLine',
  'containsLine',
  'lineCount',
  'regexpMultiline',
  'numericOutput',
  'exitCode',
] as const;
export type Qualification = (typeof QUALIFICATIONS)[number];

/** A field read by a plain function; `undefined` from it means "not what was expected". */
function field<T>(expected: string, read: (value: unknown) => T | undefined) {
  return z.unknown().transform((value, context): T => {
    const result = read(value);
    if (result === undefined) {
      context.addIssue({ code: 'custom', message: value == null ? 'required' : `${expected} expected` });
      return z.NEVER;
    }
    return result;
  });
}

function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof YamlNumber ? value.source : undefined;
}

function asNumber(value: unknown, fits: (value: number) => boolean): number | undefined {
  return value instanceof YamlNumber && fits(value.value) ? value.value : undefined;
}

function asTexts(value: unknown): string[] | undefined {
  const items = Array.isArray(value) ? value.map(asText) : [asText(value)];
  return items.every((item) => item !== undefined) ? items : undefined;
}

function asDependencies(value: unknown): (string | number)[] | undefined {
  const items = (Array.isArray(value) ? value : [value]).map((item: unknown) =>
    item instanceof YamlNumber && Number.isInteger(item.value) ? item.value : asText(item),
  );
  return items.every((item) => item !== undefined) ? items : undefined;
}

function asRange(value: unknown): [number, number] | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [low, high] = value.map((item) => asNumber(item, isCount));
  return low === undefined || high === undefined ? undefined : [low, high];
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** `[]` stands for an absent tolerance. */
function asTolerance(value: unknown, fits: (value: number) => boolean): number | null | undefined {
  if (Array.isArray(value) && value.length === 0) return null;
  return asNumber(value, fits);
}

const text = field('text', asText).nullish();
const texts = field('text or a list of texts', asTexts).nullish();
const requiredText = field('text', (value) => asText(value) || undefined);
const flag = field('true or false', (value) => (typeof value === 'boolean' ? value : undefined)).nullish();
const seconds = field('a number of seconds above 0', (value) =>
  asNumber(value, (n) => Number.isFinite(n) && n > 0),
).nullish();
const count = field('a whole number from 0', (value) => asNumber(value, isCount)).nullish();
const range = field('[min, max] with whole numbers from 0', asRange).nullish();
const notNegative = (value: number) => Number.isFinite(value) && value >= 0;

const commonFields = {
  qualification: z.enum(QUALIFICATIONS).nullish(),
  failureMessage: text,
  successMessage: text,
  relativeTolerance: field('a number above 0', (value) =>
    asTolerance(value, (n) => Number.isFinite(n) && n > 0),
  ).nullish(),
  absoluteTolerance: field('a number from 0', (value) => asTolerance(value, notNegative)).nullish(),
  allowedOccuranceRange: range,
  allowedOccurrenceRange: range,
  occuranceType: text,
  occurrenceType: text,
  typeCheck: flag,
  shapeCheck: flag,
  ignoreClass: flag,
  verbosity: field('0, 1, 2 or 3', (value) => asNumber(value, (n) => isCount(n) && n <= 3)).nullish(),
  storeGraphicsArtifacts: flag,
  competency: text,
  timeout: seconds,
};

const testSchema = z.strictObject({
  ...commonFields,
  name: requiredText,
  value: z.unknown().optional(),
  evalString: text,
  pattern: text,
  countRequirement: count,
  expectedStdout: texts,
  expectedStderr: texts,
  expectedExitCode: field('a whole number', (value) => asNumber(value, Number.isSafeInteger)).nullish(),
  lineNumber: field('a line number from 1', (value) =>
    asNumber(value, (n) => isCount(n) && n >= 1),
  ).nullish(),
  ignoreCase: flag,
  trimOutput: flag,
  normalizeNewlines: flag,
  numericTolerance: field('a number from 0', (value) => asNumber(value, notNegative)).nullish(),
  allowEmpty: flag,
  ignoreWhitespace: flag,
  stdin: texts,
});

const collectionSchema = z.strictObject({
  ...commonFields,
  name: requiredText,
  type: z.enum(TEST_TYPES).nullish(),
  description: text,
  id: text,
  file: text,
  entryPoint: text,
  successDependency: field('text, a whole number or a list of them', asDependencies).nullish(),
  setUpCodeDependency: field('text or a whole number', (value) =>
    Array.isArray(value) ? undefined : asDependencies(value)?.[0],
  ).nullish(),
  inputAnswers: texts,
  setUpCode: texts,
  tearDownCode: texts,
  compiler: text,
  compilerFlags: texts,
  linkerFlags: texts,
  sourceFiles: texts,
  executableName: text,
  args: texts,
  workingDirectory: text,
  environment: z.unknown().optional(),
  memoryLimit: z.unknown().optional(),
  tests: z.array(testSchema),
});

const properties = z.strictObject({
  ...commonFields,
  resultMessage: text,
  tests: z.array(collectionSchema).nullish(),
});

/** The shape of test.yaml; unknown keys are errors. */
export const testYamlSchema = z.strictObject({
  type: text,
  name: text,
  description: text,
  version: text,
  properties: properties.nullish().transform((given): z.output<typeof properties> => given ?? {}),
});

export type TestYaml = z.output<typeof testYamlSchema>;
export type CollectionYaml = z.output<typeof collectionSchema>;
export type TestYamlEntry = z.output<typeof testSchema>;
export type CommonYaml = Pick<TestYamlEntry, keyof typeof commonFields>;
