import { blockFunctions, type BlockRules } from '../compiled/block-functions.js';
import {
  type CompilePlan,
  type CompileRequest,
  OUT,
  PROGRAM,
  type ProgramLanguage,
} from '../compiled/program-language.js';
import {
  quotedEnd,
  readSource,
  slashComment,
  type SourceText,
  type TextRules,
} from '../compiled/source-text.js';
import { wordSet } from '../compiled/word-set.js';

const CPP_ENDINGS = ['.cpp', '.cc', '.cxx', '.C'];
const C_ENDINGS = ['.c'];

const TEXT: TextRules = {
  prepare: (source) => source.replace(/\\\r?\n/g, ''),
  marks: /\/[/*]|["']/g,
  reader: () => (text, at, mark) =>
    slashComment(text, at, mark) ?? { kind: 'literal', end: quotedEnd(text, at) },
};

const BLOCKS: BlockRules = {
  notFunctions: wordSet('if for while switch return sizeof catch defined'),
  scopes: wordSet('namespace extern class struct union'),
  parametersDecide: true,
  qualifier: /^[\w\->:<>*&]/,
};

/** A C source without comments and literals. */
export function readC(source: string): SourceText {
  return readSource(source, TEXT);
}

/** Names of the functions a C source defines; preprocessor lines define none. */
export function functionsOfC(code: string): Set<string> {
  return blockFunctions(code.replace(/^[ \t]*#[^\n]*/gm, ''), BLOCKS);
}

function plan({ compiler, flags, sources, name, collection }: CompileRequest): CompilePlan {
  const step = [
    ...[compiler, '-Wall', '-Wextra', ...flags],
    // ./ keeps a file named like an option from being one.
    ...sources.map((source) => `./${source}`),
    ...['-o', `${OUT}/${name}`, ...collection.linkerFlags],
  ];
  return { steps: [step], product: name, start: () => ({ command: [`${PROGRAM}/${name}`] }) };
}

/** C and C++ programs, compiled in one box and run in another. */
export const C: ProgramLanguage = {
  name: 'c',
  aliases: ['cpp', 'c++'],
  title: 'C',
  tools: ['gcc'],
  compilers: ['gcc', 'g++'],
  // Driver, compiler proper, assembler and linker are the compiler's, not the student's.
  compilerRoom: { processes: 16 },
  runtimeThreads: 0,
  warnsAtRun: false,
  usualCompiler: (sources) =>
    sources.some((source) => CPP_ENDINGS.some((ending) => source.endsWith(ending))) ? 'g++' : 'gcc',
  sourcesIn: (folder) => folder.filesEndingIn([...C_ENDINGS, ...CPP_ENDINGS]),
  plan: async (request) => plan(request),
  structure: {
    ignoreCase: false,
    keywords: wordSet(
      'if else for while do switch case return break continue goto struct class typedef enum union malloc free new delete',
    ),
    mustBeDefined: ['main'],
    read: readC,
    definitions: functionsOfC,
  },
};
