import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BoxOutcome } from '../../sandbox/box.js';
import { type BoxedRuns, interruption } from '../boxed-runs.js';
import { requireTool } from '../toolchain.js';
import { GRADER_SHELL, runCommand } from './broker-programs.js';
import { type ResultFile, ResultsError } from './graded-test.js';
import { RunBroker, WISH_BYTES, WISHES_BYTES } from './run-broker.js';
import type { StudentRuns } from './student-runs.js';

const USUAL_SECONDS = 120;
const MAX_RESULT_FILES = 200;
const MAX_RESULT_BYTES = 4 * 1024 * 1024;
/** The first program, its threads and `lectern-run`. */
const OWN_PROCESSES = 16;
const LOG_CHARACTERS = 4_000;
/** An abstract name: it is found in the network namespace of this box only, and is no file. */
const SOCKET = '\0lectern-run';

/** What runs in the box of a grading program, and what the box holds. */
export interface Grading {
  command: readonly string[];
  /** Folder inside the box the command starts in. */
  folder: string;
  timeout: number | undefined;
  /** Host folder whose content becomes /work. */
  work: string;
  readOnly: readonly { source: string; target: string }[];
  links: Readonly<Record<string, string>>;
  env: Readonly<Record<string, string>>;
  /** Folder below /work the results are read from. */
  results: string;
}

/** What came out of a grading box. */
export interface Graded {
  results: ResultFile[];
  log: { stdout: string; stderr: string };
}

/**
 * Runs a grading program; results are read when every process of its box is dead. Throws ResultsError when it did
 * not come to its own end.
 */
export async function runGrading(
  grading: Grading,
  boxes: BoxedRuns,
  runs: StudentRuns,
  workspace: string,
): Promise<Graded> {
  const python = await requireTool('python3');
  const tools = await layTools(workspace, python);
  const limits = boxes.ceilingFor(grading.timeout ?? USUAL_SECONDS);
  const first = { command: grading.command, folder: grading.folder, socket: SOCKET, limit: WISH_BYTES };
  const broker = new RunBroker(runs, first);
  let outcome: BoxOutcome;
  try {
    outcome = await boxes.run({
      command: [python, '-I', '-c', GRADER_SHELL],
      workFrom: grading.work,
      readOnly: [...grading.readOnly, { source: tools, target: '/lectern' }],
      links: grading.links,
      env: { PATH: '/lectern/bin:/usr/local/bin:/usr/bin:/bin', ...grading.env },
      stdin: broker.answers,
      channel: { maxBytes: WISHES_BYTES },
      onChannel: (piece) => broker.hear(piece),
      collect: { folder: grading.results, maxFiles: MAX_RESULT_FILES, maxBytes: MAX_RESULT_BYTES },
      limits: { ...limits, processes: limits.processes + OWN_PROCESSES },
    });
  } finally {
    await broker.close();
  }
  const log = { stdout: lastOf(outcome.stdout), stderr: lastOf(outcome.stderr) };
  const debug = { grader: { ...log, visibility: 'never' } };
  const broken = interruption(outcome, limits);
  if (broken) throw new ResultsError(`The grading did not come to its end. ${broken.message}`, debug);
  if (outcome.detail !== null)
    throw new ResultsError(`The results cannot all be read. ${outcome.detail}`, debug);
  return { results: outcome.files.map((file) => resultOf(file, debug)), log };
}

async function layTools(workspace: string, python: string): Promise<string> {
  const tools = join(workspace, 'tools');
  const command = join(tools, 'bin', 'lectern-run');
  await mkdir(join(tools, 'bin'), { recursive: true });
  await writeFile(command, runCommand(python, SOCKET));
  await chmod(command, 0o755);
  return tools;
}

function resultOf({ path, content }: { path: string; content: Buffer }, debug: object): ResultFile {
  try {
    return { path, text: new TextDecoder('utf-8', { fatal: true }).decode(content) };
  } catch {
    throw new ResultsError(`${path} is not valid UTF-8.`, { ...debug });
  }
}

function lastOf(output: Buffer): string {
  return output.toString('utf8').slice(-LOG_CHARACTERS);
}
