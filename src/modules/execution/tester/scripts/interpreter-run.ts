import type { BoxOutcome } from '../../sandbox/box.js';
import type { Side } from '../boxed-runs.js';
import type { TestSession } from '../language.js';
import { nonceFor } from '../run-nonce.js';
import { requireTool } from '../toolchain.js';
import { CHANNEL_BYTES, runOf } from './harness-message.js';
import { FIGURE_FOLDER, FIGURE_LIMITS } from './figures.js';
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

/** Libraries for linear algebra would start a thread per core and add up in another order each time. */
export const ONE_THREAD = {
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
};

/** Runs an interpreter of one side in a box of its own and reads the values of the job's questions. */
export async function runInterpreter(
  start: InterpreterStart,
  job: ScriptJob,
  side: Side,
  session: TestSession,
): Promise<ScriptRun> {
  const { boxes, input } = session;
  const limits = boxes.limitsFor(job.timeoutSeconds);
  const nonce = nonceFor(side);
  const answers = job.inputAnswers.map((line) => `${line}\n`).join('');
  const text = Buffer.from(JSON.stringify({ command: start.command, files: { ...start.files, answers } }));
  const request = {
    program: side,
    command: [await requireTool('python3'), '-I', '-S', '-c', WARDEN],
    workFrom: input.directories[side],
    readOnly: await boxes.companions(side),
    env: { ...ONE_THREAD, ...start.env, ...input.settings?.env },
    stdin: Buffer.concat([Buffer.from(String(text.length).padStart(10, '0')), text, Buffer.from(nonce)]),
    channel: { maxBytes: CHANNEL_BYTES },
    ...(job.keepFigures ? { collect: { folder: FIGURE_FOLDER, ...FIGURE_LIMITS } } : {}),
    limits: { ...limits, processes: limits.processes + OWN_PROCESSES },
  };
  const read = (outcome: BoxOutcome): ScriptRun => runOf(outcome, nonce, limits, job.questions.length);
  return read(await boxes.run(request, { completed: (outcome) => read(outcome).status === 'COMPLETED' }));
}
