import { tagPlain } from '../comparison/tagged-value.js';
import { runJulia } from '../julia/julia-run.js';
import type { Language } from '../language.js';
import { judgePlainStructure, skipAll } from '../scripts/plain-structure.js';
import type { ScriptEngine } from '../scripts/script-engine.js';
import { entryOrFirst } from '../scripts/script-job.js';
import { judgeScripts } from '../scripts/script-language.js';

const ENDINGS = ['.jl'];

const ENGINE: ScriptEngine = {
  label: 'Julia',
  setUpFirst: true,
  looseOutput: true,
  hasFigures: false,
  mainFileOf: (collection, folder) => entryOrFirst(collection, folder, ENDINGS, 'Julia'),
  run: runJulia,
  given: tagPlain,
  judgeStructure: (collection, session) => judgePlainStructure(collection, session, ENDINGS, 'Julia'),
  judgeLinting: async (collection) => skipAll(collection, 'There is no linting for Julia.'),
};

/** Julia scripts, run by a harness of ours that hands their variables out. */
export const JULIA: Language = {
  name: 'julia',
  aliases: ['jl'],
  // The harness's outer half is Python.
  tools: ['julia', 'python3'],
  reportFamily: 'tests',
  inheritance: 'inherit',
  firstIndex: 0,
  gatesEveryType: false,
  judge: (task, session) => judgeScripts(ENGINE, task, session),
};
