import type { BoxEnd, BoxLimits, BoxRequest, SandboxLevel } from '../sandbox/box.js';

/** What an attack finds, or would find, on the host around its box. */
export interface AttackTarget {
  level: SandboxLevel;
  /** Host folder with the files `open` (everybody may read it), `shared` (and write) and `closed` (only the worker). */
  folder: string;
  open: string;
  shared: string;
  closed: string;
  /** A listening socket in that folder, an abstract one, and a TCP port on every address of the host. */
  socket: string;
  abstractName: string;
  port: string;
  addresses: readonly string[];
  /** Host processes: the worker and another one of its user. */
  worker: string;
  bystander: string;
  /** The sandbox's own folder on the host. */
  root: string;
  /** Whether the worker may fix for its boxes how soon they go when the machine runs out of memory. */
  fixesOomScore: boolean;
}

/** Themes, in the order of the report. */
export type AttackTheme = 'kernel' | 'host' | 'neighbour' | 'resources' | 'results' | 'languages';

/** One named program that tries to get out, and what would show that it did. */
export interface Attack {
  name: string;
  theme: AttackTheme;
  /** What it tries, as a phrase. */
  tries: string;
  /** What would count as an escape beyond what is observed for every attack. */
  escape: string;
  /** Which part of the box holds it. */
  heldBy: string;
  /** argv inside the box; without it the C program of the same name without arguments. */
  command?: (target: AttackTarget) => readonly string[];
  /** Host programs without which it cannot be tried. */
  needs?: readonly string[];
  /** Files of the hand-in beside the C program; names may be any bytes. */
  files?: (target: AttackTarget) => readonly { name: string | Buffer; text: string }[];
  request?: (target: AttackTarget) => Partial<Pick<BoxRequest, 'env' | 'stdin' | 'readOnly'>>;
  channelBytes?: number;
  collects?: boolean;
  limits?: Partial<BoxLimits>;
  /** How the run may end when everything holds; `exited` alone unless given. Another end shows nothing was tried. */
  ends?: readonly BoxEnd[];
  /** `exited` must come with this code unless `any`; 0 unless given. */
  exitCode?: number | 'any';
}

/**
 * Roomy where an attack is not about the limit, tight enough that each ends within seconds. What computes ends by its
 * computing time, which a busy machine does not change; the clock is for what waits, and a safety net for the rest.
 */
export const ATTACK_LIMITS: BoxLimits = {
  cpuSeconds: 2,
  wallSeconds: 240,
  memoryMb: 64,
  processes: 32,
  diskMb: 16,
  outputKb: 64,
};

/** What may come out of a box that is collected from. */
export const COLLECT = { folder: 'out', maxFiles: 20, maxBytes: 1024 * 1024 } as const;

/** The variable by which processes of an attack are known on the host. */
export const MARK = 'LECTERN_ATTACK';
