import {
  type CompilePlan,
  type CompileRequest,
  OUT,
  PROGRAM,
  type ProgramLanguage,
} from '../compiled/program-language.js';
import { endAfter, lineEnd, readSource, type SourceText, type TextRules } from '../compiled/source-text.js';
import { wordSet } from '../compiled/word-set.js';
import type { FolderView } from '../student-files/folder-view.js';
import { byUse } from './fortran-modules.js';

/** The standard a source is held to, by its ending. */
const STANDARDS: Readonly<Record<string, string>> = {
  ...{ '.f': 'legacy', '.for': 'legacy', '.ftn': 'legacy' },
  ...{ '.f90': 'f95', '.f95': 'f95', '.f03': 'f2003', '.f08': 'f2008', '.f18': 'f2008' },
};
/** Upper-case endings are those of sources with preprocessor lines. */
const ENDINGS = Object.keys(STANDARDS).flatMap((ending) => [ending, ending.toUpperCase()]);
const OBJECTS = '/tmp/lectern-objects';

/** Two quotes within a literal stand for one: the halves are read as literals of their own, which are empty too. */
const TEXT: TextRules = {
  marks: /[!"']/g,
  reader: () => (text, at, mark) => {
    const line = lineEnd(text, at);
    if (mark === '!') return { kind: 'comment', end: line };
    return { kind: 'literal', end: literalEnd(text, at, mark) };
  },
};

/** A literal ends with its quote or its line; `&` at the end continues it in the next line. */
function literalEnd(text: string, start: number, quote: string): number {
  const end = endAfter(text, quote, start + 1);
  let line = lineEnd(text, start);
  while (line < end && /&\s*$/.test(text.slice(Math.max(start, line - 8), line))) {
    line = lineEnd(text, line + 1);
  }
  return Math.min(end, line);
}

function endingOf(path: string): string {
  return /\.[^./]*$/.exec(path)?.[0].toLowerCase() ?? '';
}

function isFixedForm(path: string): boolean {
  return STANDARDS[endingOf(path)] === 'legacy';
}

/** A Fortran source without comments and literals; in fixed form a letter in the first column makes a comment. */
export function readFortran(source: string, path: string): SourceText {
  return readSource(isFixedForm(path) ? source.replace(/^[c*d][^\n]*/gim, '') : source, TEXT);
}

const UNITS = wordSet('program module submodule subroutine function');
const PROCEDURES = wordSet('procedure subroutine function');

/** Lower-case names of program, modules, subroutines and functions; `program` itself when there is one. */
export function unitsOfFortran(code: string): Set<string> {
  const names = new Set<string>();
  for (const line of code.toLowerCase().split(/[\n;]/)) {
    const words = line.match(/[a-z_]\w*|[^\s\w]/g) ?? [];
    const unit = unitIn(words);
    if (unit === undefined) continue;
    names.add(unit.name);
    if (unit.kind === 'program') names.add('program');
  }
  return names;
}

/** `pure real(8) function f(x)` defines f, `end function f` and `x = function` define nothing. */
function unitIn(words: readonly string[]): { kind: string; name: string } | undefined {
  if (words[0] === 'end') return undefined;
  let depth = 0;
  for (const [index, word] of words.entries()) {
    if (word === '(') depth++;
    else if (word === ')') depth--;
    else if (depth === 0 && /^[=:,!&'"]/.test(word)) return undefined;
    else if (depth === 0 && UNITS.has(word)) return unitAt(words, index);
  }
  return undefined;
}

function unitAt(words: readonly string[], index: number): { kind: string; name: string } | undefined {
  const isPrefix = words[index] === 'module' && PROCEDURES.has(words[index + 1] ?? '');
  const place = isPrefix ? index + 1 : index;
  const kind = words[place]!;
  const name = words[place + 1] ?? '';
  // `module procedure x` repeats a name that is given elsewhere.
  return kind !== 'procedure' && /^[a-z_]/.test(name) ? { kind, name } : undefined;
}

function plan({ sources, flags, name, collection }: CompileRequest): CompilePlan {
  const usual = ['-Wall', '-Wextra', '-fcheck=all'];
  const objects = sources.map((_, index) => `${OBJECTS}-${index}.o`);
  const compiled = sources.map((source, index) => [
    ...['gfortran', `-std=${STANDARDS[endingOf(source)] ?? 'legacy'}`, ...usual, ...flags],
    // Modules are no part of the program; the sources behind find them here.
    ...['-J', '/tmp', '-c', `./${source}`, '-o', objects[index]!],
  ]);
  const linked = ['gfortran', ...flags, ...objects, '-o', `${OUT}/${name}`, ...collection.linkerFlags];
  return {
    steps: [...compiled, linked],
    product: name,
    start: () => ({ command: [`${PROGRAM}/${name}`] }),
  };
}

async function sourcesIn(folder: FolderView): Promise<string[]> {
  const paths = await folder.filesEndingIn(ENDINGS);
  const texts = await Promise.all(
    paths.map(async (path) => ({
      path,
      code: readFortran((await folder.readText(path)) ?? '', path).code,
    })),
  );
  return byUse(texts);
}

/** Fortran programs, each source held to the standard of its ending. */
export const FORTRAN: ProgramLanguage = {
  name: 'fortran',
  aliases: ['f', 'f90'],
  title: 'Fortran',
  tools: ['gfortran'],
  compilers: ['gfortran'],
  compilerRoom: { processes: 16 },
  runtimeThreads: 0,
  warnsAtRun: false,
  usualCompiler: () => 'gfortran',
  sourcesIn,
  plan: async (request) => plan(request),
  structure: {
    ignoreCase: true,
    keywords: wordSet('if do while select allocate deallocate call return read write print open close'),
    mustBeDefined: ['program'],
    read: readFortran,
    definitions: unitsOfFortran,
  },
};
