import type { BoxOutcome, BoxRequest } from '../../sandbox/box.js';
import type { Side } from '../boxed-runs.js';
import type { TestSession } from '../language.js';
import { nonceFor } from '../run-nonce.js';
import { FIGURE_FOLDER, FIGURE_LIMITS } from './figures.js';
import { CHANNEL_BYTES, runOf } from './harness-message.js';
import type { ScriptJob, ScriptRun } from './script-engine.js';

/** How a harness of ours is started for one run. */
export interface HarnessStart {
  command: readonly string[];
  /** What it is told on its standard input, as JSON. */
  told: object;
  /** What it needs beside the folders of its side. */
  readOnly?: BoxRequest['readOnly'];
  env?: Readonly<Record<string, string>>;
  /** Processes of the harness beside those a script may have. */
  ownProcesses: number;
}

/** Libraries for linear algebra would start a thread per core and add up in another order each time. */
const ONE_THREAD = {
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
};

/** Digits of the length that stands before what the harness is told; the nonce comes after it. */
const LENGTH_DIGITS = 10;

/** Runs a harness of one side in a box of its own and reads the values of the job's questions from its channel. */
export async function runHarness(
  start: HarnessStart,
  job: ScriptJob,
  side: Side,
  session: TestSession,
): Promise<ScriptRun> {
  const { boxes, input } = session;
  const limits = boxes.limitsFor(job.timeoutSeconds);
  const nonce = nonceFor(side);
  const told = Buffer.from(JSON.stringify(start.told));
  const length = Buffer.from(String(told.length).padStart(LENGTH_DIGITS, '0'));
  const request = {
    program: side,
    command: start.command,
    workFrom: input.directories[side],
    readOnly: [...(start.readOnly ?? []), ...(await boxes.companions(side))],
    env: { ...ONE_THREAD, ...start.env, ...input.settings?.env },
    stdin: Buffer.concat([length, told, Buffer.from(nonce)]),
    channel: { maxBytes: CHANNEL_BYTES },
    ...(job.keepFigures ? { collect: { folder: FIGURE_FOLDER, ...FIGURE_LIMITS } } : {}),
    limits: { ...limits, processes: limits.processes + start.ownProcesses },
  };
  const read = (outcome: BoxOutcome): ScriptRun => runOf(outcome, nonce, limits, job.questions.length);
  return read(await boxes.run(request, { completed: (outcome) => read(outcome).status === 'COMPLETED' }));
}
