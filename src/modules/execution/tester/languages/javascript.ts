import { mainFile } from '../compiled/main-file.js';
import type {
  CompilePlan,
  CompileRequest,
  ProgramLanguage,
  ProgramStart,
  StructureRules,
} from '../compiled/program-language.js';
import { definitionsOfScript } from '../compiled/script-definitions.js';
import { readScript } from '../compiled/script-text.js';
import { wordSet } from '../compiled/word-set.js';

const ENDINGS = ['.js', '.mjs', '.cjs'];
/** Objects of the program; the rest of the box's memory is the engine's own. */
const HEAP_SHARE = 0.75;

/** What structural tests know about JavaScript and its relatives. */
export const SCRIPT_STRUCTURE: StructureRules = {
  ignoreCase: false,
  keywords: wordSet(
    'if else for while do switch case default return break continue function class extends new try catch finally throw const let var async await yield import export this super typeof instanceof delete',
  ),
  mustBeDefined: [],
  read: readScript,
  definitions: definitionsOfScript,
};

/** Starts a script with a heap that fits into its box. */
export function nodeStart(script: string, memoryMb: number): ProgramStart {
  return { command: ['node', `--max-old-space-size=${Math.floor(memoryMb * HEAP_SHARE)}`, script] };
}

async function plan({ collection, sources, folder, flags }: CompileRequest): Promise<CompilePlan> {
  const usualNames = ['main', 'index'].flatMap((name) => ENDINGS.map((ending) => name + ending));
  const main = (await mainFile(collection, sources, folder, { usualNames })) ?? '';
  return {
    // Nothing is made, but what is no JavaScript is found out before it runs.
    steps: sources.map((source) => ['node', ...flags, '--check', `./${source}`]),
    product: null,
    start: ({ memoryMb }) => nodeStart(`/work/${main}`, memoryMb),
  };
}

/** JavaScript, run by Node.js; it begins with entryPoint, main.js, index.js or the first source. */
export const JAVASCRIPT: ProgramLanguage = {
  name: 'javascript',
  aliases: ['js'],
  title: 'JavaScript',
  tools: ['node'],
  compilers: ['node'],
  compilerRoom: { processes: 32, memoryMb: 256 },
  runtimeThreads: 16,
  warnsAtRun: true,
  usualCompiler: () => 'node',
  sourcesIn: (folder) => folder.filesBelowEndingIn(ENDINGS),
  plan,
  structure: SCRIPT_STRUCTURE,
};
