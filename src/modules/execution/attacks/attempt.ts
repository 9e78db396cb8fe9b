import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { BoxOutcome, BoxRequest, SandboxLevel } from '../sandbox/box.js';
import { type Attack, ATTACK_LIMITS, type AttackTarget, COLLECT, MARK } from './attack.js';
import { judge } from './judgement.js';
import type { ProcessWatch } from './process-watch.js';
import { missingOf } from './programs.js';
import type { SecretWords } from './secret-words.js';
import { Surroundings } from './surroundings.js';

/** Runs a program in a box, or wherever the check of the observers wants it run. */
export type RunProgram = (request: BoxRequest) => Promise<BoxOutcome>;

/** `idle`: the program did not do what it is for, so nothing was shown; `absent`: a tool it needs is missing. */
export type Verdict = 'held' | 'escaped' | 'idle' | 'absent';

/** What came of one attack. */
export interface AttackReport {
  name: string;
  verdict: Verdict;
  /** One sentence for each fact that means an escape. */
  escapes: readonly string[];
  /** How its run ended. */
  detail: string;
}

/** Where attacks are tried. */
export interface Ground {
  level: SandboxLevel;
  run: RunProgram;
  /** Host folder that everybody may enter; everything of the suite lies below it. */
  base: string;
  programs: string;
  root: string;
  words: SecretWords;
  watch: ProcessWatch;
  /** A word that no other suite has. */
  suite: string;
}

/**
 * The hand-in: the C programs and what the attack adds, in names of any bytes. Where the disk is busy only those who
 * wait for it are slow, not the watch and the supervisors of other boxes.
 */
async function layHandIn(
  attack: Attack,
  target: AttackTarget,
  ground: Ground,
  mark: string,
): Promise<string> {
  const folder = join(ground.base, `work-${mark}`);
  await mkdir(folder, { mode: 0o755 });
  await cp(ground.programs, folder, { recursive: true });
  for (const { name, text } of attack.files?.(target) ?? []) {
    await writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name)]), text, { mode: 0o644 });
  }
  return folder;
}

function requestFor(
  attack: Attack,
  target: AttackTarget,
  workFrom: string,
  mark: string,
  watch: ProcessWatch,
): BoxRequest {
  const { env, ...more } = attack.request?.(target) ?? {};
  let isHeard = false;
  return {
    command: attack.command?.(target) ?? ['./attacks', attack.name],
    workFrom,
    env: { ...env, [MARK]: mark },
    ...more,
    // Programs say how far they got before they let go of it: the best moment to look.
    onOutput: () => {
      if (!isHeard) watch.look();
      isHeard = true;
    },
    ...(attack.channelBytes === undefined ? {} : { channel: { maxBytes: attack.channelBytes } }),
    ...(attack.collects ? { collect: COLLECT } : {}),
    limits: { ...ATTACK_LIMITS, ...attack.limits },
  };
}

/** Whether the run ended in a way that shows the program did its work. */
function wasTried({ ends = ['exited'], exitCode = 0 }: Attack, outcome: BoxOutcome): boolean {
  if (!ends.includes(outcome.end)) return false;
  return outcome.end !== 'exited' || exitCode === 'any' || outcome.exitCode === exitCode;
}

function howItEnded({ end, exitCode, signal, detail, stderr }: BoxOutcome): string {
  const code = end === 'exited' ? `with ${exitCode}` : (signal ?? '');
  const said = end === 'exited' && exitCode === 0 ? '' : (detail ?? stderr.toString('utf8').slice(0, 80));
  return `${end} ${code} ${said}`.replace(/\p{Cc}+/gu, ' ').trim();
}

/** Tries one attack and observes everything around it; `mark` names it among those that go on at the same time. */
export async function attempt(attack: Attack, ground: Ground, mark: string): Promise<AttackReport> {
  const missing = missingOf(attack.needs ?? []);
  if (missing) return { name: attack.name, verdict: 'absent', escapes: [], detail: `${missing} is missing` };
  const surroundings = await Surroundings.lay({ ...ground, mark });
  const folder = await layHandIn(attack, surroundings.target, ground, mark);
  try {
    const request = requestFor(attack, surroundings.target, folder, mark, ground.watch);
    const outcome = await ground.run(request);
    const alive = ground.watch.alive(mark);
    const escapes = [
      ...judge({
        ...ground,
        ...{ request, outcome, limits: request.limits },
        sighting: ground.watch.seen(mark),
      }),
      ...(await surroundings.observe()),
      ...(alive.length > 0 ? [`process: ${alive.length} of its processes live on`] : []),
    ];
    const verdict = escapes.length > 0 ? 'escaped' : wasTried(attack, outcome) ? 'held' : 'idle';
    return { name: attack.name, verdict, escapes, detail: howItEnded(outcome) };
  } finally {
    await rm(folder, { recursive: true, force: true });
    await surroundings.close();
  }
}
