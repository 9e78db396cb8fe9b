import type { Language } from '../language.js';
import { runR } from '../r/r-run.js';
import { rValue } from '../r/r-value.js';
import { judgePlainStructure, skipAll } from '../scripts/plain-structure.js';
import type { ScriptEngine } from '../scripts/script-engine.js';
import { entryOrFirst } from '../scripts/script-job.js';
import { judgeScripts } from '../scripts/script-language.js';

const ENDINGS = ['.R', '.r'];

const ENGINE: ScriptEngine = {
  label: 'R',
  setUpFirst: true,
  looseOutput: true,
  hasFigures: false,
  mainFileOf: (collection, folder) => entryOrFirst(collection, folder, ENDINGS, 'R'),
  run: runR,
  given: rValue,
  judgeStructure: (collection, session) => judgePlainStructure(collection, session, ENDINGS, 'R'),
  judgeLinting: async (collection) => skipAll(collection, 'There is no linting for R.'),
};

/** R scripts, run by a harness of ours that hands their variables out. */
export const R: Language = {
  name: 'r',
  aliases: [],
  // The harness's outer half is Python.
  tools: ['Rscript', 'python3'],
  reportFamily: 'tests',
  inheritance: 'inherit',
  firstIndex: 0,
  gatesEveryType: false,
  judge: (task, session) => judgeScripts(ENGINE, task, session),
};
