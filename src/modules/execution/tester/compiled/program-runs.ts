import { constants } from 'node:os';
import type { SuiteCollection } from '../../formats/test-suite.js';
import type { BoxLimits, BoxOutcome } from '../../sandbox/box.js';
import { interruption, type Side } from '../boxed-runs.js';
import type { TestSession } from '../language.js';
import type { RunFacts } from '../run-facts.js';
import { requireTool } from '../toolchain.js';
import { type Compilation, compile } from './compile.js';
import { PROGRAM, type ProgramLanguage } from './program-language.js';

/** One run of a program. */
export interface ProgramRun extends RunFacts {
  stdout: string;
  stderr: string;
}

const DEFAULT_SECONDS = 30;

/** Compiles and runs the program of one side for one collection, each at most once for each input. */
export class ProgramRuns {
  private compilation: Promise<Compilation> | undefined;
  private readonly runs = new Map<string, Promise<ProgramRun>>();

  constructor(
    private readonly language: ProgramLanguage,
    private readonly collection: SuiteCollection,
    private readonly side: Side,
    private readonly session: TestSession,
  ) {}

  compile(): Promise<Compilation> {
    return (this.compilation ??= compile(this.language, this.collection, this.side, this.session));
  }

  /** The run with this standard input, else with the collection's inputAnswers. */
  run(stdin: string | null): Promise<ProgramRun> {
    const text = stdin ?? this.collection.inputAnswers.map((line) => `${line}\n`).join('');
    const known = this.runs.get(text);
    if (known) return known;
    const run = this.start(text);
    this.runs.set(text, run);
    return run;
  }

  private async start(stdin: string): Promise<ProgramRun> {
    const compilation = await this.compile();
    if (!compilation.program) return notRun(compilation);
    const { boxes, input } = this.session;
    const allowed = boxes.limitsFor(this.collection.timeoutSeconds ?? DEFAULT_SECONDS);
    const limits = { ...allowed, processes: allowed.processes + this.language.runtimeThreads };
    const { files, start } = compilation.program;
    const begin = start(limits);
    if ('missing' in begin) {
      return notRun({ ...compilation, status: 'FAILED', message: begin.missing });
    }
    const { env, readOnly = [] } = begin;
    const program = files === null ? [] : [{ files, target: PROGRAM }];
    const outcome = await boxes.run({
      program: this.side,
      command: [...(await located(begin.command)), ...this.collection.args],
      workFrom: input.directories[this.side],
      readOnly: [...program, ...readOnly, ...(await boxes.companions(this.side))],
      env: { ...env, ...input.settings?.env },
      stdin,
      limits,
    });
    return this.factsOf(outcome, limits, compilation.output);
  }

  private factsOf(outcome: BoxOutcome, limits: BoxLimits, compilerOutput: string): ProgramRun {
    const end = interruption(outcome, limits) ?? { status: 'COMPLETED' as const, message: '' };
    const exitCode = exitCodeOf(outcome);
    const stderr = outcome.stderr.toString('utf8');
    return {
      ...end,
      stdout: outcome.stdout.toString('utf8'),
      stderr,
      exitCode,
      erred: end.status === 'CRASHED' || (exitCode !== null && exitCode !== 0),
      errorText: [end.message, stderr].join('\n'),
      warningText: this.language.warnsAtRun ? `${compilerOutput}\n${stderr}` : compilerOutput,
      wallSeconds: outcome.wallSeconds,
    };
  }
}

function notRun({ status, message, output, compiled }: Compilation): ProgramRun {
  return {
    status,
    message,
    stdout: '',
    stderr: '',
    exitCode: null,
    erred: !compiled && output !== '',
    errorText: output,
    warningText: output,
    wallSeconds: 0,
  };
}

/** A program without folder is looked for where boxes find their tools. */
async function located([program = '', ...rest]: readonly string[]): Promise<string[]> {
  return [program.startsWith('/') ? program : await requireTool(program), ...rest];
}

/** As a shell counts: 128 + n for a program killed by signal n. */
function exitCodeOf(outcome: BoxOutcome): number | null {
  if (outcome.end === 'exited') return outcome.exitCode;
  const signals: Partial<Record<string, number>> = constants.signals;
  const number = outcome.end === 'signalled' && outcome.signal !== null ? signals[outcome.signal] : undefined;
  return number === undefined ? null : 128 + number;
}
