import { AppError, type FieldProblem, invalidRequest } from '../../../platform/http/app-error.js';
import type { ArchiveFile } from '../../../platform/storage/archive/archive-file.js';
import { plainYaml, readYaml, type YamlProblem } from '../../../platform/yaml/yaml-document.js';
import { parseGraderYaml } from '../../execution/formats/grader-yaml.js';
import { parseTestYaml } from '../../execution/formats/test-yaml.js';
import { InvalidExampleFilesError } from '../examples.errors.js';
import { decodeExampleFiles, exampleIdentifier } from './example-files.js';
import { type ExampleMeta, parseMetaYaml } from './meta-yaml.js';

const META = 'meta.yaml';
const TEST = 'test.yaml';
const GRADER = 'grader.yaml';
/** Ends of the slugs of services that read it. */
const GRADED_BY_IT = ['any', 'grader'];
const MAX_IDENTIFIER = 255;

/** An upload whose files and descriptions are in order; whether it fits the library is still open. */
export interface CheckedUpload {
  files: ArchiveFile[];
  meta: ExampleMeta;
  identifier: string;
  /** meta.yaml as plain values. */
  rawMeta: Record<string, unknown>;
  /** test.yaml as plain values; null when there is none. */
  rawTest: Record<string, unknown> | null;
}

/**
 * Decodes an upload and checks meta.yaml and test.yaml (contract 06, section 2, rules 1 to 3), and grader.yaml where
 * the service reads it.
 * @throws AppError VAL_001 with line and key of every problem, ArchiveError
 */
export async function readUpload(directory: string, sent: Record<string, string>): Promise<CheckedUpload> {
  const files = await decoded(sent);
  const { meta, raw } = readMeta(files);
  const identifier = exampleIdentifier(meta, directory);
  if (identifier === undefined || identifier.length > MAX_IDENTIFIER) {
    throw refused(META, [
      { message: 'an identifier of at most 255 characters is needed', key: 'identifier' },
    ]);
  }
  if (GRADED_BY_IT.includes(meta.executionBackend?.slug.split('.').at(-1) ?? '')) checkGrader(files);
  return { files, meta, identifier, rawMeta: raw, rawTest: readTest(files) };
}

async function decoded(sent: Record<string, string>): Promise<ArchiveFile[]> {
  try {
    return await decodeExampleFiles(sent);
  } catch (error) {
    if (!(error instanceof InvalidExampleFilesError)) throw error;
    throw invalidRequest([{ field: 'body -> files', message: error.message, type: 'encoding' }]);
  }
}

function readMeta(files: readonly ArchiveFile[]) {
  const file = files.find(({ path }) => path === META);
  if (file === undefined) throw refused(META, [{ message: 'the example needs this file at its root' }]);
  const read = parseMetaYaml(file.content);
  if (!read.ok) throw refused(META, read.problems);
  return read;
}

function readTest(files: readonly ArchiveFile[]): Record<string, unknown> | null {
  const file = files.find(({ path }) => path === TEST);
  if (file === undefined) return null;
  const yaml = readYaml(file.content);
  if (!yaml.ok) throw refused(TEST, yaml.problems);
  const parsed = parseTestYaml(file.content.toString('utf8'));
  if (!parsed.ok) throw refused(TEST, parsed.problems);
  return plainYaml(yaml.value) as Record<string, unknown>;
}

/** A grading program of the exercise's own (docs/any-tester.md) must be described as a worker will read it. */
function checkGrader(files: readonly ArchiveFile[]): void {
  const file = files.find(({ path }) => path === GRADER);
  if (file === undefined) throw refused(GRADER, [{ message: 'the example needs this file at its root' }]);
  const parsed = parseGraderYaml(file.content);
  if (!parsed.ok) throw refused(GRADER, parsed.problems);
}

/** 400 VAL_001; each problem says its line (from 1) and key, in the text and as members. */
function refused(file: string, problems: readonly YamlProblem[]): AppError {
  const errors = problems.map(({ message, line, key }): FieldProblem & Pick<YamlProblem, 'line' | 'key'> => {
    const place = [...(line === undefined ? [] : [`line ${line}`]), ...(key === undefined ? [] : [key])];
    return {
      field: `body -> files -> ${file}`,
      message: place.length === 0 ? message : `${place.join(', ')}: ${message}`,
      type: 'yaml',
      ...(line !== undefined && { line }),
      ...(key !== undefined && { key }),
    };
  });
  return invalidRequest(errors);
}
