import { blockFunctions, type BlockRules } from '../compiled/block-functions.js';
import { namesAfter, tokensOf } from '../compiled/code-tokens.js';
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
  quotedEnd,
  readSource,
  slashComment,
  type SourceText,
  type TextRules,
} from '../compiled/source-text.js';
import { wordSet } from '../compiled/word-set.js';
import { mainClassOf, packageOf } from './java-main.js';

/** What the virtual machine needs beside the heap: code, classes, stacks, its own structures. */
const HEAP_SHARE = 0.6;
const LEAST_HEAP_MB = 16;

const TEXT: TextRules = {
  marks: /\/[/*]|"""|["']/g,
  reader: () => (text, at, mark) => {
    const comment = slashComment(text, at, mark);
    if (comment) return comment;
    return { kind: 'literal', end: mark === '"""' ? endAfter(text, mark, at + 3) : quotedEnd(text, at) };
  },
};

const BLOCKS: BlockRules = {
  notFunctions: wordSet('if for while switch return catch synchronized try new super this'),
  scopes: wordSet('class interface enum record'),
  parametersDecide: false,
  qualifier: /^[\w.,@<>[\]]/,
};
const TYPES = wordSet('class interface enum record');

/** A Java source without comments and literals. */
export function readJava(source: string): SourceText {
  return readSource(source, TEXT);
}

/** Names of the methods and types a Java source defines. */
export function definitionsOfJava(code: string): Set<string> {
  return new Set([...blockFunctions(code, BLOCKS), ...namesAfter(tokensOf(code), TYPES)]);
}

/** `-Xmx` and companions that keep a virtual machine within a box of this many MB. */
function machineFlags(memoryMb: number): string[] {
  const heap = Math.max(LEAST_HEAP_MB, Math.floor(memoryMb * HEAP_SHARE));
  return [`-Xmx${heap}m`, '-XX:+UseSerialGC', '-XX:-UsePerfData'];
}

async function plan(request: CompileRequest): Promise<CompilePlan> {
  const { folder, sources, flags, limits, collection } = request;
  const begins = (source: string): boolean => mainClassOf(readJava(source).code) !== undefined;
  const main = await mainFile(collection, sources, folder, { usualNames: ['Main.java'], begins });
  const code = readJava((await folder.readText(main ?? '')) ?? '').code;
  const mainClass = mainClassOf(code);
  const root = rootOf(main ?? '', packageOf(code));
  const step = [
    ...['javac', ...machineFlags(limits.memoryMb).map((flag) => `-J${flag}`), '-J-XX:TieredStopAtLevel=1'],
    ...['-encoding', 'UTF-8', '-Xlint:all', '-proc:none', '-d', OUT],
    // Ready classes among the hand-in are not used: only what is compiled here is run.
    ...['-classpath', OUT, '-sourcepath', root, '-implicit:class', ...flags],
    ...sources.map((source) => `./${source}`),
  ];
  return {
    steps: [step],
    product: mainClass === undefined ? null : `${mainClass.replaceAll('.', '/')}.class`,
    start: ({ memoryMb }) =>
      mainClass === undefined
        ? { missing: 'There is no class with a static main method.' }
        : {
            command: ['java', ...machineFlags(memoryMb), '-Dfile.encoding=UTF-8', '-cp', PROGRAM, mainClass],
          },
  };
}

/** The folder in which the packages of a source begin. */
function rootOf(path: string, packageName: string): string {
  const folder = path.split('/').slice(0, -1).join('/');
  const inner = packageName.replaceAll('.', '/');
  if (inner === '' || folder === inner) return inner === '' && folder !== '' ? folder : '.';
  return folder.endsWith(`/${inner}`) ? folder.slice(0, -inner.length - 1) : '.';
}

/** Java programs; the main class is the one with `main` in entryPoint, Main.java or the first source that has one. */
export const JAVA: ProgramLanguage = {
  name: 'java',
  aliases: [],
  title: 'Java',
  tools: ['javac', 'java'],
  compilers: ['javac'],
  compilerRoom: { processes: 64, memoryMb: 512, cpuSeconds: 30 },
  runtimeThreads: 32,
  warnsAtRun: false,
  usualCompiler: () => 'javac',
  sourcesIn: (folder) => folder.filesBelowEndingIn(['.java']),
  plan,
  structure: {
    ignoreCase: false,
    keywords: wordSet(
      'if else for while do switch case default return break continue class interface enum record extends implements new try catch finally throw throws static final abstract synchronized instanceof import package this super',
    ),
    mustBeDefined: ['main'],
    read: readJava,
    definitions: definitionsOfJava,
  },
};
