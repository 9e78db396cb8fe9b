/**
 * Reliability 24 and 25. First so many runs are done by workers that are killed (-9) in the middle of their next ones,
 * and what they leave on the machine is looked for; then every kind of program runs alone, and many of them 8 at once,
 * and their verdicts are compared. Exit code 1 when something is left or differs.
 * Run by hand: node dist/bench/soak-sandbox.js [runs=1000] [killed workers=100] [runs together=200]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Sandbox } from '../src/modules/execution/sandbox/sandbox.js';
import { abandoned } from './abandoned.js';
import { PROGRAMS, SOAK_LIMITS, verdictOf } from './soak-programs.js';

const SCRIPT = fileURLToPath(import.meta.url);
const CHILD = '--killed-soon';
const SLOTS = 2;
const TOGETHER = 8;
const LONGEST_DELAY_MS = 40;
/** Leaves a child, a grandchild and a file, whenever it is killed. */
const BUSY = '(sleep 100 &); sleep 100 & echo x > file; exec sleep 0.02';

/** A worker that does runs until it is killed, and says so after each. */
async function workUntilKilled(root: string): Promise<void> {
  const sandbox = await Sandbox.open({ root, minLevel: 'L2', slots: SLOTS, ready: SLOTS });
  const slot = async (): Promise<void> => {
    for (;;) {
      const { end } = await sandbox.run({ command: ['sh', '-c', BUSY], limits: SOAK_LIMITS });
      process.stdout.write(`${end}\n`);
    }
  };
  await Promise.all(Array.from({ length: SLOTS }, slot));
}

/** Kills a worker at a random moment after so many runs; returns how many of them did not end well. */
async function killAfter(root: string, runs: number): Promise<number> {
  const child: ChildProcess = spawn(process.execPath, [SCRIPT, CHILD, root], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  let [done, bad] = [0, 0];
  if (child.stdout === null) throw new Error('no output');
  for await (const line of createInterface({ input: child.stdout })) {
    done += 1;
    if (line !== 'exited') bad += 1;
    if (done < runs) continue;
    await pause(Math.random() * LONGEST_DELAY_MS);
    child.kill('SIGKILL');
    break;
  }
  await gone;
  return bad + Math.max(0, runs - done);
}

/** Two workers at a time, each with its share of the runs, each killed. */
async function killWorkers(root: string, runs: number, killed: number): Promise<number> {
  let [left, bad] = [killed, 0];
  const turn = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      bad += await killAfter(root, Math.ceil(runs / killed));
    }
  };
  await Promise.all([turn(), turn()]);
  return bad;
}

/** How often a program had another verdict among others than alone. */
async function compare(root: string, runs: number): Promise<string[]> {
  const sandbox = await Sandbox.open({ root, minLevel: 'L2', slots: TOGETHER });
  const verdict = async (script: string): Promise<string> =>
    verdictOf(await sandbox.run({ command: ['sh', '-c', script], limits: SOAK_LIMITS }));
  try {
    const alone = new Map<string, string>();
    for (const [name, script] of Object.entries(PROGRAMS)) alone.set(name, await verdict(script));
    const ends = new Set([...alone.values()].map((text) => (JSON.parse(text) as { end: string }).end));
    console.log(`alone        ${alone.size} programs end as ${[...ends].join(', ')}`);
    const names = Array.from({ length: runs }, (_, index) => Object.keys(PROGRAMS)[index % alone.size] ?? '');
    const differences = names
      .toSorted(() => Math.random() - 0.5)
      .map(async (name) => {
        const seen = await verdict(PROGRAMS[name] ?? '');
        return seen === alone.get(name) ? [] : [`${name}: alone ${alone.get(name)}, among others ${seen}`];
      });
    return (await Promise.all(differences)).flat();
  } finally {
    await sandbox.close();
  }
}

async function soak(runs: number, killed: number, together: number): Promise<boolean> {
  const root = mkdtempSync(join(tmpdir(), 'lectern-soak-'));
  const before = abandoned();
  try {
    const began = performance.now();
    const bad = await killWorkers(root, runs, killed);
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    console.log(`killed       ${killed} workers after ${runs} runs in ${seconds} s; ${bad} runs went wrong`);
    // Whoever comes next on the machine cleans up.
    const differences = await compare(root, together);
    console.log(`together     ${together} runs, ${TOGETHER} at once: ${differences.length} verdicts differ`);
    const folders = readdirSync(root).filter((name) => name !== 'stage');
    const left = [...folders, ...abandoned().filter((one) => !before.includes(one))];
    console.log(`left         ${left.length} processes, mounts, cgroups and folders`);
    for (const line of [...differences, ...left]) console.log(`  ${line}`);
    return bad === 0 && differences.length === 0 && left.length === 0;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const [first, second, third] = process.argv.slice(2);
if (first === CHILD) await workUntilKilled(second ?? '');
else
  process.exitCode = (await soak(Number(first ?? 1000), Number(second ?? 100), Number(third ?? 200))) ? 0 : 1;
