import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import type { BoxFile, BoxOutcome, BoxRequest } from '../sandbox/box.js';

/** Everything below a folder, through every link: what a careless collector brings out. */
function careless(folder: string): BoxFile[] {
  let names: string[] = [];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return careless(path);
    return [{ path: name, content: readFileSync(path), executable: false }];
  });
}

const LOOK_MS = 20;
/** A safety net: an observer that has seen nothing by then is blind. */
const LONGEST_MS = 120_000;

/** Keeps the input of a program open until it has been observed or has ended. */
async function holdOpen(child: ChildProcess, isObserved: () => boolean): Promise<void> {
  const end = performance.now() + LONGEST_MS;
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null;
  while (!isObserved() && !isOver() && performance.now() < end) await pause(LOOK_MS);
  child.stdin?.end();
}

/**
 * Runs a program in no box at all, in its folder on the host, under no limit, and collects without care: what the
 * observers of the suite must report as an escape. With `isObserved` its input ends only when that has become true.
 */
export async function runOutside(
  { command, workFrom, env, collect }: BoxRequest,
  isObserved?: () => boolean,
): Promise<BoxOutcome> {
  const [program = '', ...words] = command;
  const began = performance.now();
  const child = spawn(program, words, {
    ...(workFrom === undefined ? {} : { cwd: workFrom }),
    env: { PATH: '/usr/bin:/bin', ...env },
    stdio: [isObserved ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  });
  const pieces: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.on('data', (piece: Buffer) => pieces[name].push(piece));
  const closed = once(child, 'close');
  if (isObserved) await holdOpen(child, isObserved);
  const [exitCode] = (await closed) as [number | null];
  return {
    ...{ end: exitCode === null ? 'signalled' : 'exited', exitCode, signal: child.signalCode, detail: null },
    ...{ stdout: Buffer.concat(pieces.stdout), stderr: Buffer.concat(pieces.stderr) },
    ...{ stdoutCut: false, stderrCut: false, channel: Buffer.alloc(0), channelCut: false },
    files: collect ? careless(join(workFrom ?? '', collect.folder)) : [],
    wallSeconds: (performance.now() - began) / 1000,
    ...{ cpuSeconds: 0, peakMemoryMb: null },
  };
}
