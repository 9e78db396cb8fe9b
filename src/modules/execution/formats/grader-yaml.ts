import { z } from 'zod';
import { YamlNumber } from '../../../platform/yaml/yaml-document.js';
import { parseStrictYaml, type StrictYaml } from './strict-yaml.js';

/** From when on a group sees a test of its hand-in; tutors see all of them at once. */
export const VISIBILITIES = ['always', 'after_due', 'after_graded', 'never'] as const;
export type Visibility = (typeof VISIBILITIES)[number];

/** The formats in which a grading program may write its results. */
export const RESULT_FORMATS = ['auto', 'junit', 'gradescope', 'prairielearn', 'tap', 'ctrf'] as const;
export type ResultFormat = (typeof RESULT_FORMATS)[number];

const MAX_RUNS = 100;
const MAX_RULES = 500;
const MAX_SECONDS = 3600;
/** The most points of one test; keeps every sum of millionths exact. */
export const MAX_POINTS = 100_000;

const written = (value: unknown) => (value instanceof YamlNumber ? value.source : value);
const counted = (value: unknown) => (value instanceof YamlNumber ? value.value : value);

const text = (max: number) => z.preprocess(written, z.string('text expected').min(1, 'required').max(max));
const number = (most: number) =>
  z.preprocess(counted, z.number('a number expected').finite().min(0).max(most));
const seconds = z.preprocess(
  counted,
  z.number('a number of seconds expected').finite().positive().max(MAX_SECONDS),
);
const argv = z.array(text(10_000)).min(1, 'a command has at least one word').max(200);

/** A path inside the example or a box: no link of it can lead elsewhere, as it is only ever looked up below a folder. */
const path = z.preprocess(
  written,
  z
    .string('a path expected')
    .max(500)
    .regex(/^[^/\0\\][^\0\\]*$/u, 'a relative path expected')
    .refine((value) => value.split('/').every((part) => part !== '' && part !== '.' && part !== '..'), {
      message: 'a relative path without "." and ".." expected',
    }),
);

const runName = z.preprocess(
  written,
  z
    .string('a name expected')
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/u, 'letters, digits, ".", "_" and "-" expected'),
);

const run = z
  .strictObject({
    name: runName,
    command: argv,
    stdin: z.preprocess(written, z.string('text expected').max(1_000_000)).optional(),
    stdin_file: path.optional(),
    files: z.array(path).max(200).default([]),
    take: path.optional(),
    timeout: seconds.optional(),
  })
  .refine(({ stdin, stdin_file }) => stdin === undefined || stdin_file === undefined, {
    message: 'either stdin or stdin_file',
    path: ['stdin_file'],
  });

const grade = z.strictObject({
  command: argv,
  folder: path.default('grader'),
  timeout: seconds.optional(),
});

/** Written out, so that nobody takes the weaker box without knowing. */
const trust = z
  .unknown()
  .refine((value) => value === 'shared', {
    message: 'shared expected: such programs run the hand-in in their own box, and that has to be said',
  })
  .transform(() => 'shared' as const);

const autograder = z.strictObject({
  kind: z.enum(['gradescope', 'prairielearn']),
  source: path,
  entrypoint: path.optional(),
  trust,
  timeout: seconds.optional(),
});

const visibility = z.enum(VISIBILITIES);

const results = z.strictObject({
  format: z.enum(RESULT_FORMATS).default('auto'),
  path: path.optional(),
  points: number(MAX_POINTS).optional(),
  weights: z
    .array(z.strictObject({ test: text(500), points: number(MAX_POINTS) }))
    .max(MAX_RULES)
    .default([]),
  visibility: z
    .union([visibility, z.array(z.strictObject({ test: text(500), when: visibility })).max(MAX_RULES)], {
      error: `one of ${VISIBILITIES.join(', ')}, or a list of {test, when} expected`,
    })
    .default('always'),
  output: z.enum(['show', 'hide']).default('show'),
});

const schema = z
  .strictObject({
    name: text(255).default('Test Suite'),
    description: z.preprocess(written, z.string('text expected').max(4096)).optional(),
    version: z.preprocess(written, z.string('text expected').max(64)).optional(),
    run: z.array(run).max(MAX_RUNS).default([]),
    grade: grade.optional(),
    autograder: autograder.optional(),
    results: results.prefault({}),
  })
  .refine(({ grade, autograder }) => (grade === undefined) !== (autograder === undefined), {
    message: 'either grade or autograder is needed',
    path: ['grade'],
  })
  .refine(({ run, autograder }) => autograder === undefined || run.length === 0, {
    message: 'an autograder runs the hand-in itself: run belongs to grade',
    path: ['run'],
  })
  .refine(({ run }) => new Set(run.map(({ name }) => name)).size === run.length, {
    message: 'two runs have the same name',
    path: ['run'],
  });

/** grader.yaml: how the exercise's own program grades a hand-in (docs/any-tester.md). */
export type GraderYaml = z.output<typeof schema>;
export type GraderRun = GraderYaml['run'][number];
export type Grade = NonNullable<GraderYaml['grade']>;
export type Autograder = NonNullable<GraderYaml['autograder']>;
export type ResultRules = GraderYaml['results'];

/** Parses a grader.yaml strictly; never throws. */
export function parseGraderYaml(source: string | Buffer): StrictYaml<GraderYaml> {
  return parseStrictYaml(source, schema);
}
