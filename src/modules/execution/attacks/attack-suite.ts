import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { SandboxLevel } from '../sandbox/box.js';
import { Sandbox } from '../sandbox/sandbox.js';
import { ALL_ATTACKS } from './all-attacks.js';
import type { Attack } from './attack.js';
import { attempt, type AttackReport, type Ground } from './attempt.js';
import { checkObservers, type ObserverReport } from './observer-check.js';
import { leftInRoot, leftovers } from './leftovers.js';
import { Neighbour } from './neighbour.js';
import { ProcessWatch } from './process-watch.js';
import { compileAttacks, sourceFolder } from './programs.js';
import { SecretWords } from './secret-words.js';

const HERE = dirname(fileURLToPath(import.meta.url));
const AT_ONCE = 4;
const SUITE_BYTES = 4;

/** What came of a whole suite. */
export interface SuiteReport {
  level: SandboxLevel;
  why: string;
  attacks: readonly AttackReport[];
  /** What was done to the run beside the attacks, and what they left on the host. */
  afterwards: readonly string[];
  observers: readonly ObserverReport[];
}

/** Words that lie in the worker itself, by place: its environment, what it was started with. */
export type WorkerWords = Readonly<Record<string, string>>;

/** Runs `work` for each item, at most `atOnce` at a time, in order. */
async function pool<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const entries = items.entries();
  const crew = Array.from({ length: atOnce }, async () => {
    for (const [index, item] of entries) results[index] = await work(item, index);
  });
  await Promise.all(crew);
  return results;
}

async function tryAll(
  attacks: readonly Attack[],
  ground: Ground & { rest: () => Promise<void> },
): Promise<Pick<SuiteReport, 'attacks' | 'afterwards'>> {
  const word = ground.words.make('another run');
  const neighbour = await Neighbour.start(ground.run, ground.programs, word, `${ground.suite}-neighbour`);
  const reports = await pool(attacks, AT_ONCE, (attack, index) =>
    attempt(attack, ground, `${ground.suite}-${index}`),
  );
  const disturbed = await neighbour.end();
  // As workers do it, boxes are built before they are wanted; those are not what attacks leave behind.
  await ground.rest();
  const users = ground.level === 'L3' ? ground.watch.users : [];
  return { attacks: reports, afterwards: [...disturbed, ...leftovers({ ...ground, users })] };
}

/**
 * Attacks boxes of this machine at the strongest level this user gets, and observes from outside whether anything
 * got out; first the observers themselves are tried with programs that run in no box. `words` lie in the worker.
 * Throws a SandboxUnavailableError without a box and a NoCompilerError without gcc.
 */
export async function runAttackSuite(words: WorkerWords, attacks = ALL_ATTACKS): Promise<SuiteReport> {
  const base = mkdtempSync(join(tmpdir(), 'lectern-attacks-'));
  chmodSync(base, 0o755);
  const [programs, root] = [join(base, 'programs'), join(base, 'sandbox')];
  const watch = new ProcessWatch().start();
  try {
    compileAttacks(sourceFolder(HERE), programs);
    mkdirSync(root, { mode: 0o755 });
    const sandbox = await Sandbox.open({ root, minLevel: 'L2', slots: AT_ONCE + 1, ready: AT_ONCE });
    const secrets = new SecretWords();
    for (const [place, word] of Object.entries(words)) secrets.add(place, word);
    const ground: Ground = {
      ...{ level: sandbox.level, base, programs, root, watch, words: secrets },
      ...{ run: (request) => sandbox.run(request), suite: randomBytes(SUITE_BYTES).toString('hex') },
    };
    try {
      const observers = await checkObservers(ground);
      const tried = await tryAll(attacks, { ...ground, rest: () => sandbox.rest() });
      await sandbox.close();
      const afterwards = [...tried.afterwards, ...leftInRoot(root)];
      return { level: sandbox.level, why: sandbox.why, attacks: tried.attacks, afterwards, observers };
    } finally {
      await sandbox.close();
    }
  } finally {
    watch.stop();
    rmSync(base, { recursive: true, force: true });
  }
}
