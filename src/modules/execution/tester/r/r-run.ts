import type { Side } from '../boxed-runs.js';
import type { TestSession } from '../language.js';
import { runInterpreter } from '../scripts/interpreter-run.js';
import { numberedFiles } from '../scripts/numbered-files.js';
import type { ScriptJob, ScriptRun } from '../scripts/script-engine.js';
import { requireTool } from '../toolchain.js';
import { R_HARNESS } from './harness.js';

/** Runs an R script of one side in a box of its own and reads the values of the questions. */
export async function runR(job: ScriptJob, side: Side, session: TestSession): Promise<ScriptRun> {
  const command = [await requireTool('Rscript'), '--vanilla', '/tmp/lectern/harness.R'];
  const files = { 'harness.R': R_HARNESS, ...numberedFiles(job, 'R') };
  return runInterpreter({ command, files }, job, side, session);
}
