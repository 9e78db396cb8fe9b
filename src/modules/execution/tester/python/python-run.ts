import type { BoxOutcome } from '../../sandbox/box.js';
import type { Side } from '../boxed-runs.js';
import type { TestSession } from '../language.js';
import { nonceFor } from '../run-nonce.js';
import { FIGURE_FOLDER, FIGURE_LIMITS } from '../scripts/figures.js';
import { CHANNEL_BYTES, runOf } from '../scripts/harness-message.js';
import { ONE_THREAD } from '../scripts/interpreter-run.js';
import type { ScriptJob, ScriptRun } from '../scripts/script-engine.js';
import { requireTool } from '../toolchain.js';
import { readyHarness } from './ready-harness.js';

/** Harness and script are two processes. */
const OWN_PROCESSES = 1;

/** Runs a script of one side in a box of its own and reads the values of the questions. */
export async function runPython(job: ScriptJob, side: Side, session: TestSession): Promise<ScriptRun> {
  const { boxes, input } = session;
  const limits = boxes.limitsFor(job.timeoutSeconds);
  const nonce = nonceFor(side);
  const text = Buffer.from(
    JSON.stringify({
      before: job.before,
      main: job.main,
      after: job.after,
      answers: job.inputAnswers,
      questions: job.questions,
      figures: job.keepFigures ? FIGURE_FOLDER : null,
    }),
  );
  const python = await requireTool('python3');
  const harness = await readyHarness(python, session);
  const request = {
    program: side,
    command: [python, '-S', '-s', ...harness.arguments],
    workFrom: input.directories[side],
    readOnly: [...harness.readOnly, ...(await boxes.companions(side))],
    env: { ...ONE_THREAD, ...input.settings?.env },
    stdin: Buffer.concat([Buffer.from(String(text.length).padStart(10, '0')), text, Buffer.from(nonce)]),
    channel: { maxBytes: CHANNEL_BYTES },
    ...(job.keepFigures ? { collect: { folder: FIGURE_FOLDER, ...FIGURE_LIMITS } } : {}),
    limits: { ...limits, processes: limits.processes + OWN_PROCESSES },
  };
  const read = (outcome: BoxOutcome): ScriptRun => runOf(outcome, nonce, limits, job.questions.length);
  return read(await boxes.run(request, { completed: (outcome) => read(outcome).status === 'COMPLETED' }));
}
