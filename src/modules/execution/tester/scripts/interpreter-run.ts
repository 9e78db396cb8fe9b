import type { Side } from '../boxed-runs.js';
import type { TestSession } from '../language.js';
import { requireTool } from '../toolchain.js';
import { runHarness } from './harness-run.js';
import type { ScriptJob, ScriptRun } from './script-engine.js';
import { WARDEN } from './warden.js';

/** How an interpreter is started for one run. */
export interface InterpreterStart {
  /** Absolute path of the interpreter and its arguments; the files lie in /tmp/lectern. */
  command: readonly string[];
  /** Name to text: our harness in the interpreter's language, and the code to run. */
  files: Readonly<Record<string, string>>;
  env?: Readonly<Record<string, string>>;
}

/** Warden, interpreter, and the helpers that plotting and start scripts need. */
const OWN_PROCESSES = 4;

/** Runs an interpreter of one side in a box of its own and reads the values of the job's questions. */
export async function runInterpreter(
  start: InterpreterStart,
  job: ScriptJob,
  side: Side,
  session: TestSession,
): Promise<ScriptRun> {
  const answers = job.inputAnswers.map((line) => `${line}\n`).join('');
  const harness = {
    command: [await requireTool('python3'), '-I', '-S', '-c', WARDEN],
    told: { command: start.command, files: { ...start.files, answers } },
    ...(start.env === undefined ? {} : { env: start.env }),
    ownProcesses: OWN_PROCESSES,
  };
  return runHarness(harness, job, side, session);
}
