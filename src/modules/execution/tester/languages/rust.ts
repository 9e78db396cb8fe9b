import { isWord, tokensOf } from '../compiled/code-tokens.js';
import { mainFile } from '../compiled/main-file.js';
import {
  type CompilePlan,
  type CompileRequest,
  OUT,
  PROGRAM,
  type ProgramLanguage,
} from '../compiled/program-language.js';
import {
  endAfter,
  lineEnd,
  quotedEnd,
  readSource,
  type SourceText,
  type Span,
  type TextRules,
} from '../compiled/source-text.js';
import { wordSet } from '../compiled/word-set.js';

const TEXT: TextRules = {
  marks: /\/[/*]|\b(?:br|r)#*"|["']/g,
  reader: () => (text, at, mark) => {
    if (mark === '//') return { kind: 'comment', end: lineEnd(text, at) };
    if (mark === '/*') return { kind: 'comment', end: nestedEnd(text, at) };
    if (mark === "'") return characterAt(text, at);
    if (mark === '"') return { kind: 'literal', end: quotedEnd(text, at, false) };
    const close = `"${'#'.repeat(mark.split('#').length - 1)}`;
    return { kind: 'literal', end: endAfter(text, close, at + mark.length) };
  },
};

/** Comments of Rust may hold comments. */
function nestedEnd(text: string, start: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = start;
  let depth = 0;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return text.length;
}

/** 'a' and '\n' are characters, 'a without a closing quote is a lifetime. */
function characterAt(text: string, at: number): Span | null {
  if (text[at + 1] === '\\') return { kind: 'literal', end: quotedEnd(text, at) };
  const width = text.codePointAt(at + 1) !== undefined && text.codePointAt(at + 1)! > 0xffff ? 2 : 1;
  return text[at + 1 + width] === "'" ? { kind: 'literal', end: at + width + 2 } : null;
}

const NAMING = wordSet('fn struct enum trait union mod type macro_rules');

/** A Rust source without comments and literals. */
export function readRust(source: string): SourceText {
  return readSource(source, TEXT);
}

/** Names of functions, types, traits, modules and macros a Rust code defines. */
export function definitionsOfRust(code: string): Set<string> {
  const tokens = tokensOf(code).filter(
    (token, index, all) => !(token === '!' && all[index - 1] === 'macro_rules'),
  );
  const names = tokens.filter((token, index) => {
    // `mod name;` only says where the module is, `fn(` is a type.
    const isElsewhere = tokens[index - 1] === 'mod' && tokens[index + 1] === ';';
    return isWord(token) && NAMING.has(tokens[index - 1] ?? '') && !isElsewhere;
  });
  return new Set(names);
}

async function plan(request: CompileRequest): Promise<CompilePlan> {
  const { collection, sources, folder, flags, name } = request;
  const begins = (source: string): boolean => definitionsOfRust(readRust(source).code).has('main');
  const main = await mainFile(collection, sources, folder, { usualNames: ['main.rs'], begins });
  const step = [
    ...['rustc', '--edition', '2021', '--crate-name', 'main', '--crate-type', 'bin'],
    // Without the standard library's debugging information a program is some hundred kB instead of 11 MB.
    ...[
      '-C',
      'strip=debuginfo',
      ...flags,
      '-o',
      `${OUT}/${name}`,
      `./${main ?? ''}`,
      ...collection.linkerFlags,
    ],
  ];
  return { steps: [step], product: name, start: () => ({ command: [`${PROGRAM}/${name}`] }) };
}

/** Rust programs of one crate, whose root is entryPoint, main.rs or the first source with `fn main`. */
export const RUST: ProgramLanguage = {
  name: 'rust',
  aliases: ['rs'],
  title: 'Rust',
  // rustc leaves linking to the C compiler.
  tools: ['rustc', 'cc'],
  compilers: ['rustc'],
  compilerRoom: { processes: 32, memoryMb: 768, cpuSeconds: 60, diskMb: 128 },
  runtimeThreads: 0,
  warnsAtRun: false,
  usualCompiler: () => 'rustc',
  sourcesIn: (folder) => folder.filesBelowEndingIn(['.rs']),
  plan,
  structure: {
    ignoreCase: false,
    keywords: wordSet(
      'if else for while loop match return break continue fn struct enum trait impl mod use let mut pub const static unsafe async await dyn move ref where as in',
    ),
    mustBeDefined: ['main'],
    read: readRust,
    definitions: definitionsOfRust,
  },
};
