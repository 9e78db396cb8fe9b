import type { Readable } from 'node:stream';

/** What one run may use at most; every number must be finite, positive and below the bounds in limits.ts. */
export interface BoxLimits {
  cpuSeconds: number;
  wallSeconds: number;
  memoryMb: number;
  processes: number;
  /** Holds for /work, /tmp and /dev/shm together. */
  diskMb: number;
  /** Holds for stdout and for stderr, each. */
  outputKb: number;
  openFiles?: number;
}

/** A host folder or file, or a folder that is made of these files for this run. */
export type ReadOnlyEntry =
  { source: string; target: string } | { files: readonly BoxFile[]; target: string };

/** One program to run in a box of its own. */
export interface BoxRequest {
  /** argv inside the box; the working folder is /work. */
  command: readonly string[];
  /** Host directory whose regular files and folders are copied into /work before the start; links are never followed. */
  workFrom?: string;
  /** What appears read-only at an absolute path inside. */
  readOnly?: readonly ReadOnlyEntry[];
  /** Links at the root of the box, by their name there: `{ '/data': '/work/data' }`. */
  links?: Readonly<Record<string, string>>;
  /** Added to the minimal environment. */
  env?: Readonly<Record<string, string>>;
  /** Without it the program reads an empty standard input. */
  stdin?: Buffer | string | Readable;
  /** The program may write to file descriptor 9; what it wrote comes back, at most maxBytes. */
  channel?: { maxBytes: number };
  /** After the end the regular files below /work/<folder> come back. */
  collect?: { folder: string; maxFiles: number; maxBytes: number };
  /** Called with every piece of output as it comes, cut at the limit. */
  onOutput?: (stream: 'stdout' | 'stderr', piece: Buffer) => void;
  /** The same for what comes through the channel. */
  onChannel?: (piece: Buffer) => void;
  /**
   * The run is wanted by another one that goes on meanwhile. Such runs have slots of their own, so that runs never
   * wait for each other in a circle; one of these must not want a further one.
   */
  inner?: boolean;
  limits: BoxLimits;
  signal?: AbortSignal;
}

/**
 * Why a run ended. `failed` means the box could not be built or broke, never something the program did; a
 * program that exits with 128 + n cannot be told from one killed by signal n and counts as `signalled`.
 */
export type BoxEnd = 'exited' | 'signalled' | 'time' | 'memory' | 'output' | 'cancelled' | 'failed';

/** A regular file the program left; `path` is relative to the collected folder and has `/` between its parts. */
export interface BoxFile {
  path: string;
  content: Buffer;
  executable: boolean;
}

/** What came of a run. */
export interface BoxOutcome {
  end: BoxEnd;
  exitCode: number | null;
  signal: string | null;
  stdout: Buffer;
  stderr: Buffer;
  stdoutCut: boolean;
  stderrCut: boolean;
  channel: Buffer;
  channelCut: boolean;
  files: readonly BoxFile[];
  wallSeconds: number;
  cpuSeconds: number;
  /** null when the run was too short for a single measurement. */
  peakMemoryMb: number | null;
  detail: string | null;
}

/** How strong the box is on this machine: L3 has cgroups, L2 has not. */
export type SandboxLevel = 'L3' | 'L2';
