import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { mainFile } from '../compiled/main-file.js';
import {
  type CompilePlan,
  type CompileRequest,
  OUT,
  PROGRAM,
  type ProgramLanguage,
} from '../compiled/program-language.js';
import { nodeStart, SCRIPT_STRUCTURE } from './javascript.js';

const ENDINGS = ['.ts', '.mts', '.cts'];
const COMPILER = '/opt/typescript';
const TYPES = '/opt/types';

/** The compiler comes with this server, as boxes see no packages but what is shown to them. */
function packageFolder(name: string): string {
  return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
}

async function plan(request: CompileRequest): Promise<CompilePlan> {
  const { collection, sources, folder, flags, limits } = request;
  const usualNames = ['main', 'index'].flatMap((name) => ENDINGS.map((ending) => name + ending));
  const programs = sources.filter((path) => !/\.d\.[mc]?ts$/.test(path));
  const main = (await mainFile(collection, programs, folder, { usualNames })) ?? '';
  const script = main.replace(/ts$/, 'js');
  const step = [
    ...['node', `--max-old-space-size=${Math.floor(limits.memoryMb * 0.75)}`, `${COMPILER}/lib/tsc.js`],
    // What a tsconfig.json of the hand-in says does not count: the exercise decides how strict it is.
    ...[
      '--ignoreConfig',
      '--strict',
      '--target',
      'es2023',
      '--lib',
      'es2023',
      '--module',
      'nodenext',
      '--esModuleInterop',
    ],
    ...['--resolveJsonModule', '--skipLibCheck', '--typeRoots', TYPES, '--types', 'node'],
    ...['--rootDir', '.', '--outDir', OUT, '--noEmitOnError', '--pretty', 'false', ...flags],
    ...sources.map((source) => `./${source}`),
  ];
  // It says whether the scripts are modules, and they are run where it is not.
  const hasPackage = await folder.hasFile('package.json');
  return {
    steps: [step, ...(hasPackage ? [['cp', './package.json', `${OUT}/package.json`]] : [])],
    readOnly: [
      { source: packageFolder('typescript'), target: COMPILER },
      { source: packageFolder('@types/node'), target: `${TYPES}/node` },
    ],
    product: script,
    start: ({ memoryMb }) => nodeStart(`${PROGRAM}/${script}`, memoryMb),
  };
}

/** TypeScript: type errors are the compiler's output, and what has none is run by Node.js. */
export const TYPESCRIPT: ProgramLanguage = {
  name: 'typescript',
  aliases: ['ts'],
  title: 'TypeScript',
  tools: ['node'],
  compilers: ['tsc'],
  compilerRoom: { processes: 32, memoryMb: 768, cpuSeconds: 60 },
  runtimeThreads: 16,
  warnsAtRun: true,
  usualCompiler: () => 'tsc',
  sourcesIn: (folder) => folder.filesBelowEndingIn(ENDINGS),
  plan,
  structure: {
    ...SCRIPT_STRUCTURE,
    keywords: new Set([...SCRIPT_STRUCTURE.keywords, 'interface', 'enum', 'namespace', 'implements', 'any']),
  },
};
