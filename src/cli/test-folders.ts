import { access, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { FolderOutsideError, prepareFolders } from '../modules/execution/formats/specification-folders.js';
import { parseSpecification, type Specification } from '../modules/execution/formats/specification-yaml.js';
import type { TestReport } from '../modules/execution/tester/report.js';
import { TesterError } from '../modules/execution/tester/tester.errors.js';
import type { TesterDirectories } from '../modules/execution/tester/tester-input.js';

/** The folders of one run; `reportFile` is where testSummary.json goes, null for nowhere. */
export interface TestFolders {
  directories: TesterDirectories;
  storeGraphicsArtifacts: boolean;
  reportFile: string | null;
}

/** `solution` comes before the specification's studentDirectory. */
export interface FolderOptions {
  solution?: string;
  specification?: string;
}

/**
 * The folders of a run in `exercise`, the folder of test.yaml: those of the specification.yaml that is named or lies
 * there, else the exercise itself as reference and temporary ones. Throws TesterError BAD_INPUT for a
 * specification that cannot be followed.
 */
export async function withTestFolders<T>(
  exercise: string,
  options: FolderOptions,
  use: (folders: TestFolders) => Promise<T>,
): Promise<T> {
  const beside = join(exercise, 'specification.yaml');
  const file = options.specification ? resolve(options.specification) : await ifThere(beside);
  if (file !== null) return use(await specifiedFolders(exercise, file, options));
  const work = await mkdtemp(join(tmpdir(), 'lectern-test-'));
  try {
    const tests = join(work, 'testprograms');
    await mkdir(tests);
    const student = resolve(options.solution ?? exercise);
    const directories = { student, reference: exercise, tests, artifacts: join(work, 'artifacts') };
    return await use({ directories, storeGraphicsArtifacts: false, reportFile: null });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Puts the exercise's test files where the programs find them; what is there already stays. */
export async function copyTestFiles(
  testFiles: readonly string[],
  exercise: string,
  tests: string,
): Promise<void> {
  for (const path of testFiles) {
    await mkdir(dirname(join(tests, path)), { recursive: true });
    await cp(join(exercise, path), join(tests, path), { recursive: true, force: false });
  }
}

/** Writes testSummary.json where the specification wants it. */
export async function storeReport(report: TestReport, { reportFile }: TestFolders): Promise<void> {
  if (reportFile !== null) await writeFile(reportFile, `${JSON.stringify(report, null, 2)}\n`);
}

async function specifiedFolders(
  exercise: string,
  file: string,
  { solution }: FolderOptions,
): Promise<TestFolders> {
  const specification = await readSpecification(file);
  const made = await prepareFolders(specification, exercise, dirname(file)).catch((error: unknown) => {
    throw error instanceof FolderOutsideError ? new TesterError('BAD_INPUT', error.message) : error;
  });
  const reportFile = join(made.output, specification.outputName);
  // A run without a report must not leave that of an earlier one.
  await rm(reportFile, { force: true });
  const { reference, tests, artifacts } = made;
  return {
    directories: { student: solution ? resolve(solution) : made.student, reference, tests, artifacts },
    storeGraphicsArtifacts: specification.storeGraphicsArtifacts ?? false,
    reportFile,
  };
}

async function readSpecification(file: string): Promise<Specification> {
  const source = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new TesterError('BAD_INPUT', `${file} cannot be read (${error.code ?? error.message}).`);
  });
  const read = parseSpecification(source);
  if (read.ok) return read.specification;
  const lines = read.problems.map(({ line, key, message }) => `line ${line ?? '?'} ${key ?? ''}: ${message}`);
  throw new TesterError('BAD_INPUT', ['specification.yaml is not valid:', ...lines].join('\n  '));
}

/** The path when there is something at it, else null. */
export async function ifThere(path: string): Promise<string | null> {
  return access(path).then(
    () => path,
    () => null,
  );
}
