import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

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

/**
 * Runs a program in no box at all, in its folder on the host, under no limit, and collects without care: what the
 * observers of the suite must report as an escape.
 */
export async function runOutside({ command, workFrom, env, collect }: BoxRequest): Promise<BoxOutcome> {
  const [program = '', ...words] = command;
  const began = performance.now();
  const child = spawn(program, words, {
    ...(workFrom === undefined ? {} : { cwd: workFrom }),
    env: { PATH: '/usr/bin:/bin', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pieces: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (piece: Buffer) => pieces[name].push(piece));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return {
    ...{ end: exitCode === null ? 'signalled' : 'exited', exitCode, signal: child.signalCode, detail: null },
    ...{ stdout: Buffer.concat(pieces.stdout), stderr: Buffer.concat(pieces.stderr) },
    ...{ stdoutCut: false, stderrCut: false, channel: Buffer.alloc(0), channelCut: false },
    files: collect ? careless(join(workFrom ?? '', collect.folder)) : [],
    wallSeconds: (performance.now() - began) / 1000,
    ...{ cpuSeconds: 0, peakMemoryMb: null },
  };
}
