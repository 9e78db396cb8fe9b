import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BoxLimits, BoxOutcome, BoxRequest } from '../sandbox/box.js';
import type { ReportStatus } from './report.js';
import type { Rememberable } from './run-memory.js';
import { TesterError } from './tester.errors.js';
import type { TesterInput } from './tester-input.js';
import { passingOn } from './tester-watch.js';

const ENVIRONMENT = {
  HOME: '/work',
  LANG: 'C.UTF-8',
  LC_ALL: 'C.UTF-8',
  TERM: 'dumb',
  PYTHONHASHSEED: '0',
  PYTHONDONTWRITEBYTECODE: '1',
  PYTHONUNBUFFERED: '1',
};

function environmentOf({ env }: Pick<BoxRequest, 'env'>): Record<string, string> {
  return { ...ENVIRONMENT, ...env };
}

/** Dependencies are bound at /<identifier>; these names belong to the box. */
const RESERVED = new Set(
  'bin boot dev etc home lectern lib lib32 lib64 media mnt opt proc program root run sbin srv sys testprograms tmp usr var work'.split(
    ' ',
  ),
);

export type Side = 'student' | 'reference';

/** What a run may be remembered for beside being the reference's. */
export interface RunNature {
  /** Set for compilations: the tools that make the product, absolute paths. */
  buildsWith?: readonly string[];
  /** Whether the program of the reference came to its own end; by default exit code 0 says so. */
  completed?: (outcome: BoxOutcome) => boolean;
}
/** A run in a box. */
type ProgramRequest = Omit<BoxRequest, 'signal' | 'onOutput'> & { program?: Side };

/** How a program's run ended, in the words of the report; `message` is empty when it completed. */
export interface RunEnd {
  status: ReportStatus;
  message: string;
}

/** Runs programs in boxes for one tester run, adds up their time and turns box failures into errors. */
export class BoxedRuns {
  private seconds = 0;

  constructor(private readonly input: TesterInput) {}

  /** Wall time of all boxes so far, in seconds. */
  get executionSeconds(): number {
    return this.seconds;
  }

  /**
   * Runs one program; throws TesterError CANCELLED or BOX_FAILED, everything else is an outcome. A compilation, or a
   * run of the reference, may be one that is known already; the student's program is run each time. `program` says
   * whose program it is: what the student's prints is passed on as it comes. Tools of ours name no side, and are never
   * heard.
   */
  async run(request: ProgramRequest, nature: RunNature = {}): Promise<BoxOutcome> {
    this.input.signal?.throwIfAborted();
    const { memory } = this.input;
    const what = this.rememberable(request, nature);
    if (memory === undefined || what === undefined) return this.start(request);
    const { program: _program, ...rest } = request;
    const full = { ...rest, env: environmentOf(request) };
    return (await memory.through(full, what, () => this.start(request))).outcome;
  }

  /** Undefined for what has to be run each time. */
  private rememberable(
    { workFrom }: ProgramRequest,
    { buildsWith: tools, completed = () => true }: RunNature,
  ): Rememberable | undefined {
    const { student, reference } = this.input.directories;
    const side = workFrom === undefined ? 'ours' : workFrom === reference ? 'reference' : 'student';
    const worthKeeping = (outcome: BoxOutcome): boolean => isWhole(outcome) && completed(outcome);
    if (tools !== undefined) return { side, kind: 'build', tools, worthKeeping };
    return side === 'reference' && student !== reference ? { side, kind: 'run', worthKeeping } : undefined;
  }

  private async start({ program, ...request }: ProgramRequest): Promise<BoxOutcome> {
    const { signal, watch } = this.input;
    const env = environmentOf(request);
    const onOutput = program === 'student' ? passingOn(watch) : undefined;
    const outcome = await this.input.box.run({ ...request, env, signal, ...(onOutput ? { onOutput } : {}) });
    this.seconds += outcome.wallSeconds;
    if (outcome.end === 'cancelled') throw new TesterError('CANCELLED', 'The run was cancelled.');
    if (outcome.end === 'failed') {
      throw new TesterError('BOX_FAILED', `The box failed: ${outcome.detail ?? 'no detail'}`);
    }
    return outcome;
  }

  /** The folders a program may read beside its own: testFiles, and the dependencies of its side. */
  async companions(side: Side): Promise<{ source: string; target: string }[]> {
    const { directories, dependencies = [] } = this.input;
    const mounts = [{ source: directories.tests, target: '/testprograms' }];
    for (const identifier of dependencies) {
      if (!/^[a-z0-9._-]+$/.test(identifier) || /^\.+$/.test(identifier) || RESERVED.has(identifier)) {
        throw new TesterError('BAD_INPUT', `"${identifier}" cannot be the identifier of a test dependency.`);
      }
      mounts.push({ source: join(dirname(directories[side]), identifier), target: `/${identifier}` });
    }
    const there = await Promise.all(mounts.map(({ source }) => isFolder(source)));
    return mounts.filter((_, index) => there[index]);
  }

  /** The limits of a student's or reference's program for a collection with this time limit in seconds. */
  limitsFor(timeoutSeconds: number): BoxLimits {
    return this.ceilingFor(Math.min(timeoutSeconds, this.input.settings?.timeoutSeconds ?? Infinity));
  }

  /** The limits of our own tools, e.g. the compiler, with this time limit in seconds. */
  ceilingFor(timeoutSeconds: number): BoxLimits {
    const { limits } = this.input;
    return { ...limits, wallSeconds: Math.min(limits.wallSeconds, timeoutSeconds) };
  }
}

/** A run that ended by itself, without complaint, and of which everything was brought out. */
function isWhole(outcome: BoxOutcome): boolean {
  const { end, exitCode, detail, stdoutCut, stderrCut, channelCut } = outcome;
  return end === 'exited' && exitCode === 0 && detail === null && !stdoutCut && !stderrCut && !channelCut;
}

/** Says why a program did not come to its own end; undefined when it did. */
export function interruption(outcome: BoxOutcome, limits: BoxLimits): RunEnd | undefined {
  switch (outcome.end) {
    case 'time':
      return {
        status: 'TIMEDOUT',
        message: `The program took longer than ${limitReached(outcome, limits)}.`,
      };
    case 'memory':
      return { status: 'CRASHED', message: `The program used more than ${limits.memoryMb} MB of memory.` };
    case 'output':
      return { status: 'CRASHED', message: `The program printed more than ${limits.outputKb} kB.` };
    case 'signalled':
      return { status: 'CRASHED', message: `The program crashed (${outcome.signal ?? 'signal'}).` };
    default:
      return undefined;
  }
}

/** Which of the two limits of time a stopped program has reached: they call for different remedies. */
function limitReached({ cpuSeconds }: BoxOutcome, limits: BoxLimits): string {
  return cpuSeconds >= limits.cpuSeconds
    ? `${limits.cpuSeconds} s of computing time and was stopped`
    : `${limits.wallSeconds} s and was stopped`;
}

async function isFolder(path: string): Promise<boolean> {
  const info = await lstat(path).catch(() => undefined);
  return info?.isDirectory() ?? false;
}
