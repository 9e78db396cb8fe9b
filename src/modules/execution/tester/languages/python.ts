import { tagPlain } from '../comparison/tagged-value.js';
import type { Language } from '../language.js';
import { judgeLinting } from '../python/linting-tests.js';
import { runPython } from '../python/python-run.js';
import { judgeTokens, pythonFileOf } from '../python/token-tests.js';
import type { ScriptEngine } from '../scripts/script-engine.js';
import { judgeScripts } from '../scripts/script-language.js';

const ENGINE: ScriptEngine = {
  label: 'Python',
  setUpFirst: false,
  looseOutput: false,
  hasFigures: true,
  mainFileOf: pythonFileOf,
  run: runPython,
  given: tagPlain,
  judgeStructure: judgeTokens,
  judgeLinting,
};

/** Python 3 scripts, run by a harness of ours that hands their variables out. */
export const PYTHON: Language = {
  name: 'python',
  aliases: ['py'],
  tools: ['python3'],
  reportFamily: 'collections',
  inheritance: 'inherit',
  firstIndex: 0,
  gatesEveryType: false,
  judge: (task, session) => judgeScripts(ENGINE, task, session, true),
};
