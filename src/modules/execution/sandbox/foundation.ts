import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { BoxSetting, BoxSlot } from './box-setting.js';
import { findEtcEntries } from './etc-entries.js';
import { startOf } from './process-meter.js';
import { GROUP_PREFIX, type RunGroups } from './run-group.js';
import { RunPipes } from './run-pipes.js';
import { SandboxUnavailableError } from './sandbox.errors.js';
import { buildSeccompFilter } from './seccomp-filter.js';
import type { LayerReport } from './self-test.js';
import { strayDescriptors } from './stray-descriptors.js';
import { SlotClaim } from './slot-claim.js';
import { findTools } from './tools.js';

/** Root's boxes are built here, for the folder must be reachable by the boxes' users. */
const ROOT_STAGE = '/run/lectern-sandbox';

let made = 0;

/** Names a living process: its pid namespace, its number there and when it started. */
function ownName(): string {
  const namespace = /\d+/u.exec(readlinkSync('/proc/self/ns/pid'))?.[0];
  return `${namespace}-${process.pid}-${startOf(process.pid)}`;
}

function isDead(name: string): boolean {
  const [namespace, pid, start] = name.split('-');
  const here = ownName().split('-')[0];
  return namespace === here && startOf(Number(pid)) !== start;
}

function architecture(): 'x64' | 'arm64' {
  if (process.arch === 'x64' || process.arch === 'arm64') return process.arch;
  throw new SandboxUnavailableError([`there is no system call filter for ${process.arch}`]);
}

/** What the boxes of this process stand on: its folder, its claims on users and groups, the tools. */
export class Foundation {
  private constructor(
    readonly setting: BoxSetting,
    readonly slots: readonly BoxSlot[],
    private readonly root: string,
    private readonly folder: string,
    private readonly claims: readonly SlotClaim[],
  ) {}

  /** Sweeps, then makes everything that lasts from run to run; `groups` null lays it for L2. */
  static async lay(root: string, count: number, groups: RunGroups | null): Promise<Foundation> {
    const tools = findTools();
    const filter = buildSeccompFilter(architecture(), groups !== null);
    const home = resolve(root);
    const { folder, stage } = makeFolders(home);
    const claims = isRoot() ? SlotClaim.claim(count) : [];
    const slots = Array.from({ length: count }, (_, index) =>
      makeSlot(folder, index, claims[index]?.user ?? null),
    );
    execFileSync(
      tools.mkfifo,
      slots.flatMap(({ pipes }) => RunPipes.paths(pipes)),
    );
    const setting = { tools, groups, stage, filter, etc: findEtcEntries(), strays: strayDescriptors() };
    const foundation = new Foundation(setting, slots, home, folder, claims);
    try {
      await foundation.takeOver();
      await foundation.sweep();
    } catch (error) {
      foundation.clear();
      throw error;
    }
    return foundation;
  }

  /** A host file that no box may see. */
  get secret(): string {
    return join(this.folder, 'secret');
  }

  /** The layers that exist or not before anything is run. */
  get layers(): LayerReport[] {
    const users = this.slots.map(({ user }) => user).filter((user) => user !== null);
    const { groups, filter } = this.setting;
    const own =
      users.length > 0 ? `host users ${users[0]} to ${users.at(-1)}` : 'our own, in a user namespace';
    return [
      { layer: 'user', holds: true, detail: own },
      { layer: 'cgroup', holds: true, detail: groups ? `version ${groups.version}` : 'none: L2' },
      { layer: 'filter', holds: true, detail: `${filter.length / 8} instructions for ${process.arch}` },
    ];
  }

  /** A dead worker may have left groups under the very numbers that are ours now. */
  private async takeOver(): Promise<void> {
    const { groups } = this.setting;
    const left = new Set(groups?.names() ?? []);
    for (const { group } of this.slots) if (left.has(group)) await groups?.discard(group);
  }

  /** Removes folders and cgroups whose owners are dead. */
  async sweep(): Promise<void> {
    sweepFolders(this.root);
    const { groups } = this.setting;
    // Groups of an ordinary user are in a group that is his worker's alone, and go with it.
    if (!isRoot()) return;
    for (const name of groups?.names() ?? []) {
      const user = Number(name.slice(GROUP_PREFIX.length));
      if (!Number.isInteger(user)) continue;
      const mine = this.slots.some(({ group }) => group === name);
      if (!mine) await discardAbandoned(groups, user, name);
    }
  }

  clear(): void {
    rmSync(this.folder, { recursive: true, force: true });
    for (const claim of this.claims) claim.release();
  }
}

/** Only who can claim the number knows that nobody uses the group. */
async function discardAbandoned(groups: RunGroups | null, user: number, name: string): Promise<void> {
  const claim = SlotClaim.tryClaim(user);
  if (!claim) return;
  try {
    await groups?.discard(name);
  } finally {
    claim.release();
  }
}

function sweepFolders(home: string): void {
  let names: string[] = [];
  try {
    names = readdirSync(home);
  } catch {
    return;
  }
  for (const name of names) {
    if (/^\d+-\d+-\d+-\d+$/u.test(name) && isDead(name))
      rmSync(join(home, name), { recursive: true, force: true });
  }
}

const isRoot = (): boolean => process.getuid?.() === 0;

/** The folder of this process, which only it uses, and the one the work folders are mounted on. */
function makeFolders(home: string): { folder: string; stage: string } {
  made += 1;
  const folder = join(home, `${ownName()}-${made}`);
  const stage = isRoot() ? ROOT_STAGE : join(home, 'stage');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  for (const path of [stage, folder]) mkdirSync(path, { recursive: true, mode: 0o755 });
  if (isRoot()) chmodSync(stage, 0o755);
  writeFileSync(join(folder, 'secret'), 'A box that can read this does not hold.\n');
  return { folder, stage };
}

function makeSlot(folder: string, index: number, user: number | null): BoxSlot {
  const pipes = join(folder, `slot-${index}`);
  mkdirSync(pipes, { mode: 0o700 });
  return { user, pipes, group: `${GROUP_PREFIX}${user ?? index}` };
}
