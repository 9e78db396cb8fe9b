import { z } from 'zod';
import { safePath } from '../../../platform/storage/archive/safe-path.js';
import { YamlNumber } from '../../../platform/yaml/yaml-document.js';
import { checkConstraint, normaliseVersion } from '../services/version-tag.js';

const MAX_PATH_BYTES = 1024;

/** A key that may be missing; what reads it decides what that means. */
const anything = z.unknown().optional();

type Context = z.core.$RefinementCtx;

/** Left out, null, or `[]`, which the older editor writes for "nothing". */
const isAbsent = (value: unknown): boolean => value == null || (Array.isArray(value) && value.length === 0);

function refuse(context: Context, message: string): never {
  context.issues.push({ code: 'custom', message, input: context.value });
  return z.NEVER;
}

function readText(value: unknown, context: Context): string {
  if (value instanceof YamlNumber) return value.source;
  return typeof value === 'string' ? value : refuse(context, 'A text is expected.');
}

/** What `read` throws is the message of the problem. */
function checked<T>(value: string, context: Context, read: (value: string) => T): T {
  try {
    return read(value);
  } catch (error) {
    return refuse(context, error instanceof Error ? error.message : 'Not valid.');
  }
}

const requiredText = anything.transform((value, context) => {
  const text = isAbsent(value) ? '' : readText(value, context);
  return text === '' ? refuse(context, 'A text is required here.') : text;
});

const text = anything.transform((value, context) => (isAbsent(value) ? undefined : readText(value, context)));

const matching = (pattern: RegExp, message: string) =>
  text.transform((value, context) =>
    value === undefined || pattern.test(value) ? value : refuse(context, message),
  );

const version = text.transform((value, context) => checked(value ?? '', context, normaliseVersion));

const constraint = text.transform((value, context) => {
  if (value !== undefined) checked(value, context, checkConstraint);
  return value;
});

const number = (options: { whole: boolean }) =>
  anything.transform((value, context) => {
    if (isAbsent(value)) return undefined;
    const given = value instanceof YamlNumber ? value.value : NaN;
    const good = Number.isFinite(given) && given > 0 && (!options.whole || Number.isInteger(given));
    return good ? given : refuse(context, `A ${options.whole ? 'whole ' : ''}number above 0 is expected.`);
  });

const yesOrNo = anything.transform((value, context) => {
  if (isAbsent(value)) return undefined;
  return typeof value === 'boolean' ? value : refuse(context, 'Either true or false is expected.');
});

const list = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => (value == null ? [] : value), z.array(item, 'A list is expected.'));

/** An object; a number of the YAML reader is none, although it is one to JavaScript. */
const keys = <T extends z.ZodRawShape>(shape: T, message?: string) =>
  z.preprocess((value) => (value instanceof YamlNumber ? value.source : value), z.object(shape, message));

const section = <T extends z.ZodRawShape>(shape: T) =>
  z.preprocess((value) => (isAbsent(value) ? {} : value), keys(shape, 'Keys with values are expected here.'));

/** A path that stays inside the example; a folder may end in `/`, which is left out. */
const innerPath = requiredText.transform((value, context) =>
  checked(value.length > 1 ? value.replace(/\/$/, '') : value, context, (path) =>
    safePath(path, MAX_PATH_BYTES),
  ),
);

const person = keys(
  { name: text, email: text, affiliation: text },
  'A person with name, email and affiliation is expected.',
);

const olderLink = keys({ description: text, url: text }, 'A link with description and url is expected.');
const link = keys({ name: requiredText, url: requiredText }, 'A link with name and url is expected.');

const dependency = anything.transform((value, context) => {
  if (typeof value !== 'object' || value === null || value instanceof YamlNumber) {
    return { slug: readText(value, context), version: undefined };
  }
  const result = keys({ slug: requiredText, version: constraint }).safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    context.issues.push({ code: 'custom', message: issue.message, path: issue.path, input: value });
  }
  return z.NEVER;
});

const settings = section({
  timeout: number({ whole: false }),
  compileTimeout: number({ whole: false }),
  memoryLimitMB: number({ whole: false }),
  cpuLimit: number({ whole: false }),
  maxProcesses: number({ whole: true }),
  env: list(
    requiredText.transform((value, context) =>
      /^[A-Za-z_]\w*=/.test(value) ? value : refuse(context, 'KEY=VALUE is expected.'),
    ),
  ),
  compiler: text,
  flags: list(requiredText),
  streamOutput: yesOrNo,
});

const executionBackend = z.preprocess(
  (value) => (isAbsent(value) ? undefined : value),
  z
    .object({ slug: requiredText, version: text, settings }, 'slug, version and settings are expected.')
    .optional(),
);

const identifier = (pattern: RegExp) =>
  matching(pattern, 'Words of letters, digits, "_" and "-", joined by dots, are expected.');

/** meta.yaml of contract 08, section 2, in both formats, as `readYaml` gives it; unknown keys are left out. */
export const metaYamlSchema = keys(
  {
    identifier: identifier(/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/),
    slug: identifier(/^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/),
    version,
    title: text,
    description: text,
    license: text,
    language: text,
    subject: text,
    category: text,
    authors: list(person),
    maintainers: list(person),
    links: list(olderLink),
    supportingMaterial: list(olderLink),
    courseMaterials: list(link),
    supportingMaterials: list(link),
    keywords: list(requiredText),
    tags: list(requiredText),
    content: section({
      types: list(requiredText),
      disciplines: list(requiredText),
      topics: list(requiredText),
      tools: list(requiredText),
      tags: list(requiredText),
    }),
    update_existing: anything,
    properties: section({
      studentSubmissionFiles: list(innerPath),
      additionalFiles: list(innerPath),
      testFiles: list(innerPath),
      studentTemplates: list(innerPath),
      testDependencies: list(dependency),
      executionBackend,
    }),
  },
  'meta.yaml must consist of keys with values.',
);

export type MetaYaml = z.output<typeof metaYamlSchema>;
