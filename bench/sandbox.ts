/**
 * What a box costs: the median time of `true` in a box beside a bare spawn of it, taken in turns, and how many
 * boxes a second the machine does with all slots busy. Run by hand: node dist/bench/sandbox.js [runs]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

import type { BoxLimits } from '../src/modules/execution/sandbox/box.js';
import { Sandbox } from '../src/modules/execution/sandbox/sandbox.js';

const LIMITS: BoxLimits = {
  cpuSeconds: 5,
  wallSeconds: 10,
  memoryMb: 128,
  processes: 32,
  diskMb: 64,
  outputKb: 64,
};
const COMMAND = '/usr/bin/true';
const MAX_OVERHEAD_MS = 15;

async function milliseconds(action: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await action();
  return performance.now() - began;
}

function at(times: readonly number[], share: number): number {
  const sorted = times.toSorted((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? NaN;
}

const root = mkdtempSync(join(tmpdir(), 'lectern-bench-'));
const runs = Number(process.argv[2] ?? 100);
const slots = availableParallelism();
const sandbox = await Sandbox.open({ root, minLevel: 'L2', slots });
try {
  const boxed = async (): Promise<unknown> => sandbox.run({ command: [COMMAND], limits: LIMITS });
  const bare = async (): Promise<unknown> => once(spawn(COMMAND), 'close');
  const times = { bare: [] as number[], boxed: [] as number[] };
  for (let run = 0; run < runs; run += 1) {
    times.bare.push(await milliseconds(bare));
    times.boxed.push(await milliseconds(boxed));
  }
  const overhead = at(times.boxed, 0.5) - at(times.bare, 0.5);
  const together = await milliseconds(() => Promise.all(Array.from({ length: runs }, boxed)));
  console.log(`level ${sandbox.level}, ${runs} runs of ${COMMAND}`);
  console.log(
    `bare spawn   median ${at(times.bare, 0.5).toFixed(1)} ms, p95 ${at(times.bare, 0.95).toFixed(1)} ms`,
  );
  console.log(
    `in a box     median ${at(times.boxed, 0.5).toFixed(1)} ms, p95 ${at(times.boxed, 0.95).toFixed(1)} ms`,
  );
  console.log(`overhead     median ${overhead.toFixed(1)} ms (at most ${MAX_OVERHEAD_MS} at L3)`);
  console.log(`${slots} at once    ${((runs / together) * 1000).toFixed(0)} runs a second`);
  process.exitCode = sandbox.level === 'L3' && overhead > MAX_OVERHEAD_MS ? 1 : 0;
} finally {
  await sandbox.close();
  rmSync(root, { recursive: true, force: true });
}
