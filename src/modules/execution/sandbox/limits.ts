import type { BoxLimits } from './box.js';
import { BoxLimitError } from './sandbox.errors.js';

/** The highest value of each limit; above it a number is a mistake or an attack, not a wish. */
const CEILING: Record<keyof BoxLimits, number> = {
  cpuSeconds: 3_600,
  wallSeconds: 7_200,
  memoryMb: 65_536,
  processes: 4_096,
  diskMb: 16_384,
  outputKb: 262_144,
  openFiles: 65_536,
};

const COUNTED: ReadonlySet<string> = new Set(['processes', 'openFiles']);

/** The smallest value that still lets any program start: an interpreter needs some descriptors. */
const FLOOR: Partial<Record<keyof BoxLimits, number>> = { openFiles: 8 };

const DEFAULT_OPEN_FILES = 256;

function checked(name: keyof BoxLimits, value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new BoxLimitError(name, `The limit ${name} must be a finite number, not ${String(value)}.`);
  }
  if (value <= 0) throw new BoxLimitError(name, `The limit ${name} must be above 0, not ${value}.`);
  if (value < (FLOOR[name] ?? 0)) {
    throw new BoxLimitError(name, `The limit ${name} must be at least ${FLOOR[name]}, not ${value}.`);
  }
  if (value > CEILING[name]) {
    throw new BoxLimitError(name, `The limit ${name} must be at most ${CEILING[name]}, not ${value}.`);
  }
  if (COUNTED.has(name) && !Number.isInteger(value)) {
    throw new BoxLimitError(name, `The limit ${name} must be a whole number, not ${value}.`);
  }
  return value;
}

/** Returns the limits with every field set, or throws a BoxLimitError for the first that cannot be meant. */
export function checkLimits(limits: BoxLimits): Required<BoxLimits> {
  return {
    cpuSeconds: checked('cpuSeconds', limits.cpuSeconds),
    wallSeconds: checked('wallSeconds', limits.wallSeconds),
    memoryMb: checked('memoryMb', limits.memoryMb),
    processes: checked('processes', limits.processes),
    diskMb: checked('diskMb', limits.diskMb),
    outputKb: checked('outputKb', limits.outputKb),
    openFiles: checked('openFiles', limits.openFiles ?? DEFAULT_OPEN_FILES),
  };
}
