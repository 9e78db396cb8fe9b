import type { Side } from '../boxed-runs.js';
import type { TestSession } from '../language.js';
import { runInterpreter } from '../scripts/interpreter-run.js';
import type { ScriptJob, ScriptRun } from '../scripts/script-engine.js';
import { requireTool } from '../toolchain.js';
import { octaveHarness } from './harness.js';

const HOME = '/tmp/lectern';

/** Remembers the path as it is before anything of the student's is on it. */
const START = [
  'rand ("state", 1); randn ("state", 1); rande ("state", 1); randg ("state", 1); randp ("state", 1);',
  'set (0, "defaultfigurevisible", "off"); warning ("off", "Octave:gnuplot-graphics");',
  `addpath ("${HOME}", "-end");`,
  'if (exist ("/testprograms", "dir")) addpath ("/testprograms", "-end"); endif;',
  'lectern_run ();',
].join(' ');

/** Runs an Octave script of one side in a box of its own and reads the values of the questions. */
export async function runOctave(job: ScriptJob, side: Side, session: TestSession): Promise<ScriptRun> {
  const code = (parts: readonly string[], kind: string) =>
    parts.map((text, index) => ({ name: `${kind}_${index + 1}.m`, text: `1;\n${text}\n` }));
  const [before, after] = [code(job.before, 'before'), code(job.after, 'after')];
  const main = job.main === null ? [] : [`/work/${job.main}`];
  const place = ({ name }: { name: string }) => `${HOME}/${name}`;
  const files: Record<string, string> = {
    'lectern_run.m': octaveHarness({
      sources: [...before.map(place), ...main, ...after.map(place)],
      questions: job.questions,
      keepFigures: job.keepFigures,
    }),
  };
  for (const { name, text } of [...before, ...after]) files[name] = text;
  const command = [
    ...[await requireTool('octave-cli'), '--norc', '--no-history', '--silent', '--no-window-system'],
    ...['--eval', START],
  ];
  return runInterpreter({ command, files, env: { GNUTERM: 'dumb' } }, job, side, session);
}
