import { constants } from 'node:os';
import { resolve } from 'node:path';

import { Command } from 'commander';

import type { BoxLimits, BoxOutcome } from '../modules/execution/sandbox/box.js';
import { deliverFiles } from '../modules/execution/sandbox/deliver.js';
import {
  BoxLimitError,
  BoxRequestError,
  SandboxUnavailableError,
} from '../modules/execution/sandbox/sandbox.errors.js';
import { NoCompilerError } from '../modules/execution/attacks/programs.js';
import { withSandbox } from './own-sandbox.js';
import { attackHere } from './sandbox-attack.js';

/** Exit codes as `timeout`, the shell and container tools have them. */
const EXIT = { time: 124, refused: 125, memory: 137, output: 153, cancelled: 130 } as const;
const SIGNAL_BASE = 128;

const RESULT_FOLDER = 'out';
const MAX_RESULT_FILES = 4_096;
const KB_IN_MB = 1024;
const MB = 1024 * 1024;

interface RunOptions {
  work: string;
  cpu: number;
  wall: number;
  memory: number;
  processes: number;
  disk: number;
  output: number;
  ro: string[];
}

/** What is no number becomes NaN, which the sandbox refuses by the limit's name like every other nonsense. */
const amount = (text: string): number => (text.trim() === '' ? NaN : Number(text));

function limitsOf(options: RunOptions): BoxLimits {
  return {
    cpuSeconds: options.cpu,
    wallSeconds: options.wall,
    memoryMb: options.memory,
    processes: options.processes,
    diskMb: options.disk,
    outputKb: options.output * KB_IN_MB,
  };
}

function exitCodeOf({ end, exitCode, signal, detail }: BoxOutcome): number {
  if (end === 'exited') return exitCode ?? EXIT.refused;
  if (end === 'signalled') return SIGNAL_BASE + constants.signals[signal as NodeJS.Signals];
  if (end !== 'failed') return EXIT[end];
  process.stderr.write(`lectern: the box failed: ${detail ?? 'no reason is known'}\n`);
  return EXIT.refused;
}

async function runInBox(command: string[], options: RunOptions): Promise<void> {
  const work = resolve(options.work);
  const stop = new AbortController();
  const cancel = (): void => stop.abort();
  process.stdout.on('error', cancel);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, cancel);
  const outcome = await withSandbox((sandbox) =>
    sandbox.run({
      command,
      workFrom: work,
      readOnly: options.ro.map((path) => ({ source: resolve(path), target: resolve(path) })),
      ...(process.stdin.isTTY ? {} : { stdin: process.stdin }),
      onOutput: (stream, piece) => void process[stream].write(piece),
      collect: { folder: RESULT_FOLDER, maxFiles: MAX_RESULT_FILES, maxBytes: options.disk * MB },
      limits: limitsOf(options),
      signal: stop.signal,
    }),
  );
  process.stdin.destroy();
  deliverFiles(work, RESULT_FOLDER, outcome.files);
  process.exitCode = exitCodeOf(outcome);
}

async function check(): Promise<void> {
  await withSandbox(async (sandbox) => {
    console.log(`level ${sandbox.level}: ${sandbox.why}`);
    for (const { layer, holds, detail } of sandbox.layers) {
      console.log(`${holds ? 'holds ' : 'BROKEN'}  ${layer.padEnd(26)}${detail}`);
    }
    return Promise.resolve();
  });
}

const NAMED = [BoxLimitError, BoxRequestError, SandboxUnavailableError, NoCompilerError];

/** Turns an expected trouble into one line and exit code 125; a mistake of ours keeps its stack. */
async function reporting(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    const expected =
      NAMED.some((kind) => error instanceof kind) || typeof (error as { code?: unknown }).code === 'string';
    process.stderr.write(
      `lectern: ${expected ? (error as Error).message : String((error as Error).stack)}\n`,
    );
    process.exitCode = EXIT.refused;
  }
}

/** `lectern sandbox check`, `lectern sandbox attack` and `lectern sandbox run`. */
export function sandboxCommand(): Command {
  const sandbox = new Command('sandbox').description('the box in which programs of students run');
  sandbox
    .command('check')
    .description('attack the box on this machine and tell its level and why; exit code 0 from level L2 on')
    .action(() => reporting(check));
  sandbox
    .command('attack')
    .description('try the whole suite of attacks on the box on this machine (some minutes; needs gcc)')
    .option('--list', 'print what is tried and try nothing')
    .addHelpText(
      'after',
      '\nExit code: 0 when nothing got out, 1 at an escape, at an attack that did not do its work and at an\n' +
        'observation that is blind, 125 when no box could be had or gcc is missing.',
    )
    .action((options: { list?: boolean }) => reporting(() => attackHere(options)));
  sandbox
    .command('run')
    .description('run a command in exactly the box that programs of students get')
    .requiredOption('--work <dir>', 'its content is the working folder; out/ below it receives the results')
    .requiredOption('--cpu <seconds>', 'CPU time of all processes together', amount)
    .requiredOption('--wall <seconds>', 'time on the clock', amount)
    .requiredOption('--memory <mb>', 'memory of all processes together', amount)
    .requiredOption('--processes <n>', 'processes and threads at once', amount)
    .requiredOption('--disk <mb>', 'everything it writes', amount)
    .requiredOption('--output <mb>', 'standard output and standard error, each', amount)
    .option(
      '--ro <dir>',
      'a folder to show read-only at the same path (repeatable)',
      (dir: string, all: string[]) => [...all, dir],
      [],
    )
    .argument('<command...>', 'after --, the program and its arguments')
    .addHelpText(
      'after',
      "\nExit code: the program's own, 128+n for signal n, 124 out of time, 137 out of memory,\n" +
        '153 too much output, 130 interrupted, 125 when no box could be had.',
    )
    .action((command: string[], options: RunOptions) => reporting(() => runInBox(command, options)));
  return sandbox;
}
