import type { Side } from '../boxed-runs.js';
import type { TestSession } from '../language.js';
import { FIGURE_FOLDER } from '../scripts/figures.js';
import { runHarness } from '../scripts/harness-run.js';
import type { ScriptJob, ScriptRun } from '../scripts/script-engine.js';
import { requireTool } from '../toolchain.js';
import { readyHarness } from './ready-harness.js';

/** Harness and script are two processes. */
const OWN_PROCESSES = 1;

/** Runs a script of one side in a box of its own and reads the values of the questions. */
export async function runPython(job: ScriptJob, side: Side, session: TestSession): Promise<ScriptRun> {
  const python = await requireTool('python3');
  const ready = await readyHarness(python, session);
  const harness = {
    command: [python, '-S', '-s', ...ready.arguments],
    told: {
      before: job.before,
      main: job.main,
      after: job.after,
      answers: job.inputAnswers,
      questions: job.questions,
      figures: job.keepFigures ? FIGURE_FOLDER : null,
    },
    readOnly: ready.readOnly,
    ownProcesses: OWN_PROCESSES,
  };
  return runHarness(harness, job, side, session);
}
