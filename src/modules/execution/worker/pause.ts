import { setTimeout as pause } from 'node:timers/promises';

/** Pauses between tries begin here and double; ms. */
export const RETRY_FIRST_MS = 200;
/** The longest pause between tries; ms. */
export const RETRY_LONGEST_MS = 5000;

/** Waits so many milliseconds, and not longer than until `signal` says that it is over. */
export async function pauseBefore(milliseconds: number, signal: AbortSignal): Promise<void> {
  await pause(milliseconds, undefined, { signal }).catch(() => undefined);
}

/** Between half of a pause and all of it: workers that lost their server together do not come back together. */
export function jittered(milliseconds: number): number {
  return milliseconds * (0.5 + Math.random() / 2);
}
