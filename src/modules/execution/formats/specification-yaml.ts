import { z } from 'zod';
import { readYaml, type YamlProblem, YamlNumber } from '../../../platform/yaml/yaml-document.js';
import { problemsIn } from './yaml-problems.js';

/** Numbers become text where text is due; null counts as absent. */
const text = z.preprocess(
  (value) => (value instanceof YamlNumber ? value.source : (value ?? undefined)),
  z.string().optional(),
);
const count = z.preprocess(
  (value) => (value instanceof YamlNumber ? value.value : (value ?? undefined)),
  z.int('a whole number from 0 expected').min(0, 'a whole number from 0 expected').optional(),
);
const flag = z.preprocess((value) => value ?? undefined, z.boolean().optional());
const folder = text.refine((value) => value === undefined || (value !== '' && !value.includes('\0')), {
  message: 'the path of a folder expected',
});

/** The name of a file, not a path. */
function isPlainName(name: string): boolean {
  return !/[/\\\0]/.test(name) && !['', '.', '..'].includes(name);
}

const schema = z.object({
  executionDirectory: folder,
  studentDirectory: folder,
  referenceDirectory: folder,
  testDirectory: folder,
  outputDirectory: folder,
  artifactDirectory: folder,
  outputName: text.refine((value) => value === undefined || isPlainName(value), {
    message: 'a file name without separator expected',
  }),
  storeGraphicsArtifacts: flag,
  studentTestCounter: count,
  testVersion: text,
  isLocalUsage: flag,
});

/** A specification.yaml (08 section 4) with its defaults; folders as they are written. */
export interface Specification {
  executionDirectory: string | null;
  studentDirectory: string;
  referenceDirectory: string;
  testDirectory: string;
  outputDirectory: string;
  artifactDirectory: string;
  outputName: string;
  /** null: not written; the suite's own word counts, else nothing is stored. */
  storeGraphicsArtifacts: boolean | null;
  studentTestCounter: number | null;
  testVersion: string;
  isLocalUsage: boolean;
}

const DEFAULTS: Specification = {
  executionDirectory: null,
  studentDirectory: 'student',
  referenceDirectory: 'reference',
  testDirectory: 'testprograms',
  outputDirectory: 'output',
  artifactDirectory: 'artifacts',
  outputName: 'testSummary.json',
  storeGraphicsArtifacts: null,
  studentTestCounter: null,
  testVersion: 'v1',
  isLocalUsage: false,
};

export type SpecificationResult =
  { ok: true; specification: Specification } | { ok: false; problems: YamlProblem[] };

/** Parses a specification.yaml; unknown keys are ignored, an empty file means the defaults. Never throws. */
export function parseSpecification(source: string | Buffer): SpecificationResult {
  const read = readYaml(source);
  if (!read.ok) return read;
  const parsed = schema.safeParse(read.value ?? {});
  if (!parsed.success) return { ok: false, problems: problemsIn(parsed.error, read.lineOf) };
  const given = Object.entries(parsed.data).filter(([, value]) => value !== undefined);
  return { ok: true, specification: { ...DEFAULTS, ...Object.fromEntries(given) } };
}
