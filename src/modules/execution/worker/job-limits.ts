import type { BoxLimits } from '../sandbox/box.js';
import type { ExecutionSettings } from '../tester/tester-input.js';
import { JobFailure } from './job-failure.js';

/** What a program may use when neither its service nor its exercise says anything. */
const USUAL = { timeoutSeconds: 300, memoryMb: 512, processes: 64, diskMb: 64, outputKb: 1024 };

/** What a job may use, from what its service allows and its exercise asks for. */
export interface JobLimits {
  limits: BoxLimits;
  settings: ExecutionSettings;
}

type Source = Readonly<Record<string, unknown>>;

/**
 * The settings of an exercise (meta.yaml, executionBackend) lower the limits of its service and never raise them.
 * A number that is none or not above 0 is a JobFailure, never a limit that is left out.
 */
export function limitsOf(config: Source, settings: Source, jobSeconds: number): JobLimits {
  const seconds = Math.min(positive(config, 'timeout_seconds') ?? USUAL.timeoutSeconds, jobSeconds);
  const cpuSeconds = positive(config, 'cpu_seconds') ?? seconds;
  const limits: BoxLimits = {
    wallSeconds: seconds,
    cpuSeconds: Math.min(cpuSeconds, positive(settings, 'cpuLimit') ?? cpuSeconds),
    memoryMb: lower(positive(config, 'memory_mb') ?? USUAL.memoryMb, positive(settings, 'memoryLimitMB')),
    processes: Math.max(1, Math.floor(lower(USUAL.processes, positive(settings, 'maxProcesses')))),
    diskMb: USUAL.diskMb,
    outputKb: USUAL.outputKb,
  };
  return {
    limits,
    settings: {
      ...given('timeoutSeconds', positive(settings, 'timeout')),
      ...given('compileTimeoutSeconds', positive(settings, 'compileTimeout')),
      ...given('compiler', text(settings, 'compiler')),
      flags: texts(settings, 'flags'),
      env: Object.fromEntries(texts(settings, 'env').map(splitVariable)),
    },
  };
}

function lower(allowed: number, wanted: number | undefined): number {
  return Math.min(allowed, wanted ?? allowed);
}

function positive(source: Source, key: string): number | undefined {
  const value = source[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw new JobFailure(`The limit ${key} must be a number above 0.`);
}

function text(source: Source, key: string): string | undefined {
  const value = source[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function texts(source: Source, key: string): string[] {
  const value = source[key];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function splitVariable(variable: string): [string, string] {
  const end = variable.indexOf('=');
  return [variable.slice(0, end), variable.slice(end + 1)];
}

function given<K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, T>>);
}
