import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type GraderYaml, parseGraderYaml } from '../../formats/grader-yaml.js';
import { BoxedRuns } from '../boxed-runs.js';
import type { TestReport } from '../report.js';
import { compileGlob } from '../student-files/glob.js';
import { FolderView } from '../student-files/folder-view.js';
import { TesterError, TestYamlError } from '../tester.errors.js';
import type { TesterInput } from '../tester-input.js';
import { FolderCopy } from './folder-copy.js';
import { gradedReport } from './graded-report.js';
import { type ResultFile, ResultsError } from './graded-test.js';
import { type Graded, runGrading } from './grading-box.js';
import { isolatedGrading } from './isolated-grading.js';
import { readResults } from './results/read-results.js';
import { sharedGrading } from './shared-grading.js';
import { StudentRuns } from './student-runs.js';

const FILE = 'grader.yaml';

/**
 * Grades a hand-in with the program that the exercise brings, as its grader.yaml says (docs/any-tester.md). Throws
 * TesterError when there can be no report: a broken exercise, or results that are missing or cannot be meant.
 */
export async function gradeWithOwnProgram(input: TesterInput): Promise<TestReport> {
  const exercise = await readExercise(input);
  const workspace = await mkdtemp(join(dirname(input.directories.artifacts), 'any-'));
  try {
    // Boxes of another user go in here; who may come this far is decided by the folder around it.
    await chmod(workspace, 0o755);
    return await gradeIn(workspace, exercise, input);
  } catch (error) {
    if (input.signal?.aborted) throw new TesterError('CANCELLED', 'The run was cancelled.');
    throw error;
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
}

async function readExercise({ directories }: TesterInput): Promise<GraderYaml> {
  const text = await new FolderView(directories.reference).readText(FILE);
  if (text === undefined) throw new TesterError('BAD_INPUT', `The example has no ${FILE}.`);
  const parsed = parseGraderYaml(text);
  if (!parsed.ok) throw new TestYamlError(parsed.problems, FILE);
  return parsed.file;
}

async function gradeIn(workspace: string, exercise: GraderYaml, input: TesterInput): Promise<TestReport> {
  const began = input.clock();
  const boxes = new BoxedRuns(input);
  const runs = new StudentRuns(boxes, new FolderCopy(input.directories.student), workspace);
  const { graded, notes, trust } = await runExercise(exercise, input, boxes, runs, workspace);
  try {
    const wanted = exercise.autograder?.kind ?? exercise.results.format;
    const read = readResults(chosen(graded.results, exercise), wanted);
    return gradedReport(read, exercise, {
      began,
      duration: Math.max(0, input.clock().getTime() - began.getTime()) / 1000,
      executionDuration: boxes.executionSeconds,
      trust,
      notes,
      log: graded.log,
    });
  } catch (error) {
    if (!(error instanceof ResultsError)) throw error;
    throw new ResultsError(error.message, { grader: { ...graded.log, visibility: 'never' } });
  }
}

async function runExercise(
  { autograder, grade, run }: GraderYaml,
  { directories }: TesterInput,
  boxes: BoxedRuns,
  runs: StudentRuns,
  workspace: string,
): Promise<{ graded: Graded; notes: string[]; trust: 'isolated' | 'shared' }> {
  if (autograder) {
    const { grading, notes } = await sharedGrading(autograder, directories, workspace);
    return { graded: await runGrading(grading, boxes, runs, workspace), notes, trust: 'shared' };
  }
  const grading = await isolatedGrading(grade!, run, directories, runs, workspace);
  return { graded: await runGrading(grading, boxes, runs, workspace), notes: [], trust: 'isolated' };
}

/** The files that `results.path` names; those of an autograder are called results.json. */
function chosen(files: readonly ResultFile[], { autograder, results }: GraderYaml): ResultFile[] {
  const pattern = autograder ? 'results.json' : results.path;
  if (pattern === undefined) return [...files];
  const matches = compileGlob(pattern);
  return files.filter(({ path }) => matches?.(path));
}
