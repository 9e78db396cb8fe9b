import type { SuiteCollection } from '../../formats/test-suite.js';
import type { BoxLimits } from '../../sandbox/box.js';
import type { FolderView } from '../student-files/folder-view.js';
import type { SourceText } from './source-text.js';

/** What the box of a compiler or program gets beside the hand-in. */
export interface BoxAdditions {
  env?: Readonly<Record<string, string>>;
  readOnly?: readonly { source: string; target: string }[];
}

/** Where compilers put what they make, below the working folder; emptied before. */
export const OUT = '.lectern-out';
/** Where what was made is found when it is run. */
export const PROGRAM = '/program';

/** One program to be compiled: paths are relative to its folder. */
export interface CompileRequest {
  collection: SuiteCollection;
  folder: FolderView;
  sources: readonly string[];
  /** The program that compiles: what collection or exercise ask for, else the language's usual one. */
  compiler: string;
  /** Flags of the exercise, then of the collection. */
  flags: readonly string[];
  /** Name the product should have. */
  name: string;
  /** Limits of the box that compiles. */
  limits: BoxLimits;
}

/** Program and arguments that start what was made; a program without folder is a tool below /usr. */
export interface ProgramStart extends BoxAdditions {
  command: readonly string[];
}

/** How a program is made and started; the first word of each step names a tool below /usr. */
export interface CompilePlan extends BoxAdditions {
  /** Argument vectors, run one after another in one box as long as each succeeds. */
  steps: readonly (readonly string[])[];
  /** A file below OUT without which nothing was made; null for languages that only check. */
  product: string | null;
  /** The limits are those of the box that runs it; a sentence when there is nothing to begin with. */
  start: (limits: BoxLimits) => ProgramStart | { missing: string };
}

/** What structural tests know about a language. */
export interface StructureRules {
  ignoreCase: boolean;
  keywords: ReadonlySet<string>;
  /** Names that must be defined: no pattern or mention stands in for them. */
  mustBeDefined: readonly string[];
  /** `path` decides where a language has several forms of source. */
  read(source: string, path: string): SourceText;
  /** Names of what the code defines; lower case where case does not count. */
  definitions(code: string): ReadonlySet<string>;
}

/** A language whose hand-ins are programs: compiled or checked in one box, run in another, judged by what they do. */
export interface ProgramLanguage {
  name: string;
  aliases: readonly string[];
  /** As people write it. */
  title: string;
  tools: readonly string[];
  /** What `compiler` may name. */
  compilers: readonly string[];
  /** What compiling needs at least, whatever the program may use: it is our tool that uses it. */
  compilerRoom: Partial<BoxLimits>;
  /** Threads the language's own runtime has beside those of the program. */
  runtimeThreads: number;
  /** Whether the runtime writes warnings to standard error. */
  warnsAtRun: boolean;
  usualCompiler(sources: readonly string[]): string;
  /** Sources of a folder when the collection names none, in the order in which they are compiled. */
  sourcesIn(folder: FolderView): Promise<string[]>;
  /** How the sources become a program, or why they cannot, as a sentence. */
  plan(request: CompileRequest): Promise<CompilePlan | { missing: string }>;
  structure: StructureRules;
}
