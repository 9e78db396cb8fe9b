import type { Side } from '../boxed-runs.js';
import type { TestSession } from '../language.js';
import { runInterpreter } from '../scripts/interpreter-run.js';
import { numberedFiles } from '../scripts/numbered-files.js';
import type { ScriptJob, ScriptRun } from '../scripts/script-engine.js';
import { requireTool } from '../toolchain.js';
import { JULIA_HARNESS } from './harness.js';

const OPTIONS = ['--startup-file=no', '--history-file=no', '--color=no'];

/** Runs a Julia script of one side in a box of its own and reads the values of the questions. */
export async function runJulia(job: ScriptJob, side: Side, session: TestSession): Promise<ScriptRun> {
  const command = [await requireTool('julia'), ...OPTIONS, '/tmp/lectern/harness.jl'];
  const files = { 'harness.jl': JULIA_HARNESS, ...numberedFiles(job, 'jl') };
  return runInterpreter({ command, files, env: { JULIA_NUM_THREADS: '1' } }, job, side, session);
}
