import { chmod, copyFile, lstat, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Autograder } from '../../formats/grader-yaml.js';
import { TesterError } from '../tester.errors.js';
import type { TesterDirectories } from '../tester-input.js';
import { isScript, layExample } from './example-files.js';
import { FolderCopy } from './folder-copy.js';
import type { Grading } from './grading-box.js';

/** Where a kind of autograder expects its things, below its own folder at the root of the box. */
interface Layout {
  root: string;
  source: string;
  submission: string;
  entrypoint: string;
  /** Files it may look at, as Gradescope and PrairieLearn would have written them. */
  extra: Readonly<Record<string, object>>;
}

const LAYOUTS: Record<Autograder['kind'], Layout> = {
  gradescope: {
    root: 'autograder',
    source: 'source',
    submission: 'submission',
    entrypoint: 'run_autograder',
    extra: {
      'submission_metadata.json': { submission_method: 'upload', previous_submissions: [], users: [] },
    },
  },
  prairielearn: {
    root: 'grade',
    source: 'tests',
    submission: 'student',
    entrypoint: 'run.sh',
    extra: { 'data/data.json': { params: {}, correct_answers: {}, submitted_answers: {}, options: {} } },
  },
};

/** What was left out of an autograder, for the report. */
export interface SharedGrading {
  grading: Grading;
  notes: string[];
}

/**
 * An autograder made for another system, in the folders it knows. It runs the hand-in in its own box, so a hand-in
 * that sets out to forge results can: the exercise has said that it takes that (`trust: shared`).
 */
export async function sharedGrading(
  autograder: Autograder,
  { student, reference }: Pick<TesterDirectories, 'student' | 'reference'>,
  workspace: string,
): Promise<SharedGrading> {
  const layout = LAYOUTS[autograder.kind];
  const work = join(workspace, 'work');
  const home = join(work, layout.root);
  await layExample(reference, autograder.source, join(home, layout.source));
  for (const folder of ['results', 'data', layout.submission])
    await mkdir(join(home, folder), { recursive: true });
  await new FolderCopy(student).into(join(home, layout.submission));
  for (const [name, content] of Object.entries(layout.extra)) {
    await writeFile(join(home, name), `${JSON.stringify(content)}\n`);
  }
  const entrypoint = autograder.entrypoint ?? layout.entrypoint;
  const program = join(home, layout.source, entrypoint);
  if (!(await isFile(program))) {
    throw new TesterError('BAD_INPUT', `${autograder.source} has no ${entrypoint} at its top.`);
  }
  const inside = `/${layout.root}`;
  const [path, place] = await startOf(autograder.kind, entrypoint, program, layout);
  await chmod(place, 0o755);
  const grading: Grading = {
    command: (await isScript(place)) ? [path] : ['sh', path],
    folder: inside,
    timeout: autograder.timeout,
    work,
    readOnly: [],
    links: { [inside]: `/work/${layout.root}` },
    env: {},
    results: `${layout.root}/results`,
  };
  return { grading, notes: await notesOn(join(home, layout.source)) };
}

/** Where the program starts, inside and on the host: Gradescope has it lie beside the source as well. */
async function startOf(
  kind: Autograder['kind'],
  entrypoint: string,
  program: string,
  { root, source }: Layout,
): Promise<[path: string, place: string]> {
  if (kind !== 'gradescope') return [`/${root}/${source}/${entrypoint}`, program];
  const place = join(program.slice(0, -`/${source}/${entrypoint}`.length), 'run_autograder');
  await copyFile(program, place);
  return [`/${root}/run_autograder`, place];
}

async function notesOn(source: string): Promise<string[]> {
  const notes = [
    'The hand-in ran in the box of its autograder, which a hostile one could have told what to say.',
  ];
  if (await isFile(join(source, 'setup.sh'))) {
    notes.push('setup.sh was not run: a box has no network, and only what the worker has is installed.');
  }
  return notes;
}

async function isFile(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null))?.isFile() ?? false;
}
