import type { BoxOutcome } from '../../sandbox/box.js';
import { interruption, type RunEnd } from '../boxed-runs.js';
import type { BoxLimits } from '../../sandbox/box.js';
import { readTagged } from '../comparison/tagged-value.js';
import type { ScriptRun, ScriptValue } from './script-engine.js';

/** Most that a harness may say. */
export const CHANNEL_BYTES = 16 * 1024 * 1024;

/** What the outer process of a harness saw, and what the inner one said if it came to that. */
interface Message {
  exit: number;
  told: { error: string | null; values: ScriptValue[] } | null;
}

/** Turns the outcome of a harness's box into a run with `count` values. */
export function runOf(outcome: BoxOutcome, nonce: string, limits: BoxLimits, count: number): ScriptRun {
  const message = readMessage(outcome, nonce);
  const values = message?.told?.values ?? [];
  return {
    ...endOf(message, interruption(outcome, limits)),
    stdout: outcome.stdout.toString('utf8'),
    stderr: outcome.stderr.toString('utf8'),
    exitCode: message?.exit ?? null,
    wallSeconds: outcome.wallSeconds,
    values: values.length === count ? values : [],
    figures: outcome.files,
  };
}

function endOf(message: Message | undefined, broken: RunEnd | undefined): RunEnd {
  if (broken) return broken;
  if (!message?.told) return { status: 'CRASHED', message: 'The program ended before its end was reached.' };
  const { error } = message.told;
  return error === null
    ? { status: 'COMPLETED', message: '' }
    : { status: 'CRASHED', message: error.trim() || 'The program ended with an error.' };
}

/** The message of the harness; undefined when nonce or closing line are missing or the form is wrong. */
function readMessage(outcome: BoxOutcome, nonce: string): Message | undefined {
  if (outcome.channelCut) return undefined;
  const [head, body, end, rest, ...more] = outcome.channel.toString('utf8').split('\n');
  if (!head?.startsWith(`${nonce} `) || end !== `${nonce} end` || rest !== '' || more.length > 0)
    return undefined;
  try {
    const { exit } = JSON.parse(head.slice(nonce.length + 1)) as { exit: number };
    return { exit: exit < 0 ? 128 - exit : exit, told: toldIn(body ?? '', exit) };
  } catch {
    return undefined;
  }
}

/** The outer process saw the exit code; what the inner one says about it must agree. */
function toldIn(body: string, exit: number): Message['told'] {
  try {
    const told = JSON.parse(body) as { exit?: unknown; error?: unknown; values?: unknown } | null;
    if (told?.exit !== exit || !Array.isArray(told.values)) return null;
    if (told.error !== null && typeof told.error !== 'string') return null;
    return { error: told.error, values: told.values.map(valueOf) };
  } catch {
    return null;
  }
}

function valueOf(wire: unknown): ScriptValue {
  const { value, missing } = (wire ?? {}) as { value?: unknown; missing?: unknown };
  if (typeof missing === 'string') return { missing };
  const tagged = readTagged(value);
  return tagged ? { value: tagged } : { missing: 'cannot be read' };
}
