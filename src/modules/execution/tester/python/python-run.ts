import type { BoxOutcome } from '../../sandbox/box.js';
import { interruption, type RunEnd, type Side } from '../boxed-runs.js';
import { readTagged, type TaggedValue } from '../comparison/tagged-value.js';
import type { TestSession } from '../language.js';
import { nonceFor } from '../run-nonce.js';
import { requireTool } from '../toolchain.js';
import { PYTHON_HARNESS } from './harness.js';

/** What is to be run and read: expressions are evaluated after script, set-up and tear-down code. */
export interface PythonJob {
  /** Path of the script inside its folder; null runs nothing (an empty solution). */
  main: string | null;
  setUpAndTearDown: readonly string[];
  inputAnswers: readonly string[];
  expressions: readonly { text: string; figure: boolean }[];
  timeoutSeconds: number;
}

/** A value read out of a run, or why there is none (follows the name in a sentence). */
export type PythonValue = { value: TaggedValue } | { missing: string };

/** One finished run of one side. */
export interface PythonRun extends RunEnd {
  stdout: string;
  stderr: string;
  /** null when the program did not come to its end. */
  exitCode: number | null;
  wallSeconds: number;
  values: readonly PythonValue[];
}

const CHANNEL_BYTES = 16 * 1024 * 1024;
/** Harness and script are two processes. */
const OWN_PROCESSES = 1;

/** Runs a script of one side in a box of its own and reads the values of the expressions. */
export async function runPython(job: PythonJob, side: Side, session: TestSession): Promise<PythonRun> {
  const { boxes, input } = session;
  const limits = boxes.limitsFor(job.timeoutSeconds);
  const nonce = nonceFor(side);
  const text = Buffer.from(
    JSON.stringify({
      main: job.main,
      after: job.setUpAndTearDown,
      answers: job.inputAnswers,
      expressions: job.expressions,
    }),
  );
  const request = {
    command: [await requireTool('python3'), '-s', '-c', PYTHON_HARNESS],
    workFrom: input.directories[side],
    readOnly: await boxes.companions(side),
    env: input.settings?.env,
    stdin: Buffer.concat([Buffer.from(String(text.length).padStart(10, '0')), text, Buffer.from(nonce)]),
    channel: { maxBytes: CHANNEL_BYTES },
    limits: { ...limits, processes: limits.processes + OWN_PROCESSES },
  };
  const completed = (outcome: BoxOutcome): boolean => readMessage(outcome, nonce)?.error === null;
  const outcome = await boxes.run(request, { completed });
  const told = readMessage(outcome, nonce);
  const values = told?.values.length === job.expressions.length ? told.values : [];
  return {
    ...endOf(told, interruption(outcome, limits)),
    stdout: outcome.stdout.toString('utf8'),
    stderr: outcome.stderr.toString('utf8'),
    exitCode: told?.exit ?? null,
    wallSeconds: outcome.wallSeconds,
    values,
  };
}

interface Message {
  exit: number;
  error: string | null;
  values: PythonValue[];
}

function endOf(told: Message | undefined, broken: RunEnd | undefined): RunEnd {
  if (broken) return broken;
  if (!told) return { status: 'CRASHED', message: 'The program ended before its end was reached.' };
  if (told.error !== null) return { status: 'CRASHED', message: told.error.trim() };
  return { status: 'COMPLETED', message: '' };
}

/** The message of the harness; undefined when nonce or closing line are missing or the form is wrong. */
function readMessage(outcome: BoxOutcome, nonce: string): Message | undefined {
  if (outcome.channelCut) return undefined;
  const [head, body, end, rest, ...more] = outcome.channel.toString('utf8').split('\n');
  if (!head?.startsWith(`${nonce} `) || end !== `${nonce} end` || rest !== '' || more.length > 0)
    return undefined;
  try {
    const { exit } = JSON.parse(head.slice(nonce.length + 1)) as { exit: number };
    return messageOf(exit, JSON.parse(body ?? ''));
  } catch {
    return undefined;
  }
}

/** The outer process saw the exit code; what the inner one says about it must agree. */
function messageOf(exit: number, body: unknown): Message | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const told = body as { exit?: unknown; error?: unknown; values?: unknown };
  if (told.exit !== exit || !Array.isArray(told.values)) return undefined;
  if (told.error !== null && typeof told.error !== 'string') return undefined;
  return { exit, error: told.error, values: told.values.map(valueOf) };
}

function valueOf(wire: unknown): PythonValue {
  const { value, missing } = (wire ?? {}) as { value?: unknown; missing?: unknown };
  if (typeof missing === 'string') return { missing };
  const tagged = readTagged(value);
  return tagged ? { value: tagged } : { missing: 'cannot be read' };
}
