import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Grade, GraderRun } from '../../formats/grader-yaml.js';
import { BoxRequestError } from '../../sandbox/sandbox.errors.js';
import { TesterError } from '../tester.errors.js';
import type { TesterDirectories } from '../tester-input.js';
import { exampleFile, layExample } from './example-files.js';
import type { Grading } from './grading-box.js';
import { endOf, type StudentRun, type StudentRuns } from './student-runs.js';

const RESULTS = 'results';

/**
 * What a grading program of the exercise's own gets: its folder to work in, the example, the hand-in as data and what
 * came of the runs that grader.yaml names. No program of the student runs in its box.
 */
export async function isolatedGrading(
  grade: Grade,
  wanted: readonly GraderRun[],
  { student, reference }: Pick<TesterDirectories, 'student' | 'reference'>,
  studentRuns: StudentRuns,
  workspace: string,
): Promise<Grading> {
  const work = join(workspace, 'work');
  await layExample(reference, grade.folder, work);
  if ((await lstat(join(work, RESULTS)).catch(() => null)) !== null) {
    throw new TesterError(
      'BAD_INPUT',
      `${grade.folder} has a "${RESULTS}" already: results are only ever written.`,
    );
  }
  await mkdir(join(work, RESULTS));
  const runs = join(workspace, 'runs');
  await mkdir(runs);
  for (const run of wanted) await record(run, join(runs, run.name), reference, studentRuns);
  return {
    command: grade.command,
    folder: '/work',
    timeout: grade.timeout,
    work,
    readOnly: [
      { source: student, target: '/student' },
      { source: reference, target: '/example' },
      { source: runs, target: '/runs' },
    ],
    links: {},
    env: { LECTERN_RESULTS: `/work/${RESULTS}` },
    results: RESULTS,
  };
}

/** Runs the hand-in once and lays down what came of it, for the grading program to read. */
async function record(run: GraderRun, folder: string, example: string, runs: StudentRuns): Promise<void> {
  const outcome = await runs.run(await studentRun(run, example), false).catch((error: unknown) => {
    if (!(error instanceof BoxRequestError)) throw error;
    throw new TesterError('BAD_INPUT', `The run ${run.name} cannot be meant: ${error.message}`);
  });
  const { code, outcome: told } = endOf(outcome);
  await mkdir(folder);
  await writeFile(join(folder, 'stdout'), outcome.stdout);
  await writeFile(join(folder, 'stderr'), outcome.stderr);
  await writeFile(join(folder, 'exit_code'), `${code}\n`);
  await writeFile(join(folder, 'outcome.json'), `${JSON.stringify(told)}\n`);
  for (const file of outcome.files) {
    const place = join(folder, 'files', file.path);
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, file.content);
  }
}

async function studentRun(run: GraderRun, example: string): Promise<StudentRun> {
  const files = run.files.map(async (path) => ({
    path,
    content: await exampleFile(example, path),
    executable: false,
  }));
  const stdin =
    run.stdin_file === undefined ? Buffer.from(run.stdin ?? '') : await exampleFile(example, run.stdin_file);
  return {
    command: run.command,
    stdin,
    files: await Promise.all(files),
    take: run.take ?? null,
    timeout: run.timeout ?? null,
  };
}
