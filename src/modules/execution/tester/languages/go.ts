import { closingPlaces, isWord, tokensOf } from '../compiled/code-tokens.js';
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
import type { FolderView } from '../student-files/folder-view.js';

const TEXT: TextRules = {
  marks: /\/[/*]|["'`]/g,
  reader: () => (text, at, mark) => {
    const comment = slashComment(text, at, mark);
    if (comment) return comment;
    return { kind: 'literal', end: mark === '`' ? endAfter(text, mark, at + 1) : quotedEnd(text, at) };
  },
};

/** Go's garbage collector is told to keep below this share of the memory limit. */
const MEMORY_SHARE = 0.9;

/** A Go source without comments and literals. */
export function readGo(source: string): SourceText {
  return readSource(source, TEXT);
}

/** Names of the functions, methods and types a Go code defines. */
export function definitionsOfGo(code: string): Set<string> {
  const tokens = tokensOf(code);
  const closing = closingPlaces(tokens, '(', ')');
  const names = new Set<string>();
  tokens.forEach((token, index) => {
    if (token !== 'func' && token !== 'type') return;
    const isMethod = token === 'func' && tokens[index + 1] === '(';
    const place = isMethod ? closing[index + 1]! + 1 : index + 1;
    const name = tokens[place];
    // `func(x int) int {` without a name is a value.
    const isDefinition = token === 'type' || tokens[place + 1] === '(' || tokens[place + 1] === '[';
    if (isWord(name) && isDefinition) names.add(name);
  });
  return names;
}

async function plan(request: CompileRequest): Promise<CompilePlan> {
  const { collection, sources, folder, flags, name, limits } = request;
  const isModule = collection.sourceFiles.length === 0 && (await folder.hasFile('go.mod'));
  const what = isModule
    ? [`./${folderOf(collection.entryPoint ?? '')}`]
    : sources.map((source) => `./${source}`);
  const linking = collection.linkerFlags.length > 0 ? [`-ldflags=${collection.linkerFlags.join(' ')}`] : [];
  return {
    steps: [['go', 'build', '-buildvcs=false', ...flags, ...linking, '-o', `${OUT}/${name}`, ...what]],
    env: {
      // There is no network, and modules that are not there shall say so at once.
      ...{
        GOFLAGS: '-mod=mod',
        GOPROXY: 'off',
        GOSUMDB: 'off',
        GOTOOLCHAIN: 'local',
        GOTELEMETRY: 'off',
        GOENV: 'off',
      },
      ...{ GO111MODULE: isModule ? 'on' : 'off', GOPATH: '/tmp/go', GOCACHE: '/tmp/go-cache' },
      GOMEMLIMIT: memoryLimit(limits.memoryMb),
    },
    product: name,
    start: ({ memoryMb }) => ({
      command: [`${PROGRAM}/${name}`],
      env: { GOMEMLIMIT: memoryLimit(memoryMb) },
    }),
  };
}

function memoryLimit(memoryMb: number): string {
  return `${Math.max(1, Math.floor(memoryMb * MEMORY_SHARE))}MiB`;
}

function folderOf(path: string): string {
  return path.split('/').slice(0, -1).join('/');
}

/** Sources of tests are no part of a program; folders count only within a module. */
async function sourcesIn(folder: FolderView): Promise<string[]> {
  const isModule = await folder.hasFile('go.mod');
  const all = await (isModule ? folder.filesBelowEndingIn(['.go']) : folder.filesEndingIn(['.go']));
  return all.filter((path) => !path.endsWith('_test.go'));
}

/** Go programs, built offline: a module where there is a go.mod, else the sources of one folder. */
export const GO: ProgramLanguage = {
  name: 'go',
  aliases: ['golang'],
  title: 'Go',
  tools: ['go'],
  compilers: ['go'],
  compilerRoom: { processes: 64, memoryMb: 768, cpuSeconds: 60, diskMb: 256, openFiles: 1024 },
  runtimeThreads: 16,
  warnsAtRun: false,
  usualCompiler: () => 'go',
  sourcesIn,
  plan,
  structure: {
    ignoreCase: false,
    keywords: wordSet(
      'if else for switch case default return break continue goto func struct interface type map chan go select defer range package import var const fallthrough',
    ),
    mustBeDefined: ['main'],
    read: readGo,
    definitions: definitionsOfGo,
  },
};
