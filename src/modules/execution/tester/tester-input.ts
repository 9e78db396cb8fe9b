import type { TesterWatch } from './tester-watch.js';
import type { BoxLimits, BoxOutcome, BoxRequest } from '../sandbox/box.js';
import type { RunMemory } from './run-memory.js';

/** Something that runs one program in a box of its own; `Sandbox` in production. */
export interface BoxRunner {
  run(request: BoxRequest): Promise<BoxOutcome>;
}

/** Absolute host paths; dependencies lie beside student and reference under their identifier. */
export interface TesterDirectories {
  student: string;
  reference: string;
  /** The exercise's testFiles; the programs may read them. */
  tests: string;
  artifacts: string;
}

/** What an exercise's meta.yaml may say about the run. */
export interface ExecutionSettings {
  compiler?: string;
  flags?: readonly string[];
  env?: Readonly<Record<string, string>>;
  compileTimeoutSeconds?: number;
  /** For every run of a program, but not for compiling. */
  timeoutSeconds?: number;
}

/** One hand-in to be tested against one exercise. */
export interface TesterInput {
  language: string;
  /** Empty where the language needs none (OwnTester). */
  testYaml: string;
  directories: TesterDirectories;
  /** Identifiers of the test dependencies. */
  dependencies?: readonly string[];
  /** Already the minimum of what the service and the exercise allow. */
  limits: BoxLimits;
  settings?: ExecutionSettings;
  storeGraphicsArtifacts: boolean;
  box: BoxRunner;
  /** Compilations and runs of the reference that are known already; without it everything is run. */
  memory?: RunMemory;
  signal?: AbortSignal;
  /** Hears how far the run is. */
  watch?: TesterWatch;
  clock: () => Date;
}
