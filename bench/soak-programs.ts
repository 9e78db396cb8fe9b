import type { BoxLimits, BoxOutcome } from '../src/modules/execution/sandbox/box.js';

/** Tight enough that each program ends within a second of CPU time, roomy on the clock. */
export const SOAK_LIMITS: BoxLimits = {
  cpuSeconds: 0.5,
  wallSeconds: 120,
  memoryMb: 64,
  processes: 24,
  diskMb: 8,
  outputKb: 64,
};

/** Programs that end in every way a program can end. */
export const PROGRAMS: Readonly<Record<string, string>> = {
  right: 'echo 42',
  'another exit code': 'echo oops >&2; exit 3',
  'a signal': 'kill -SEGV $$',
  'out of time': 'while :; do :; done',
  'out of memory': 'exec python3 -c "x = bytearray(10 ** 9); print(len(x))"',
  'too much output': 'exec yes',
  'out of disk': 'head -c 20000000 /dev/zero > big; echo $?',
  'too many processes': 'for i in $(seq 60); do sleep 100 & done 2> /dev/null; echo $?',
  'its children stay': '(sleep 100 &) ; echo gone',
  'no such program': 'exec ./missing',
};

/** What a grader sees of a run: how it ended and what it said, but for what was cut in the middle. */
export function verdictOf({ end, exitCode, signal, stdout, stdoutCut, stderr }: BoxOutcome): string {
  const said = stdoutCut ? '(cut)' : stdout.toString('latin1');
  return JSON.stringify({ end, exitCode, signal, said, complaint: stderr.length > 0 });
}
