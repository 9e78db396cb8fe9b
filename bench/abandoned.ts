import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { parentOf } from '../src/modules/execution/sandbox/process-meter.js';
import { findGroupsV1 } from '../src/modules/execution/sandbox/run-group-v1.js';
import { findGroupsV2 } from '../src/modules/execution/sandbox/run-group-v2.js';
import { GROUP_PREFIX } from '../src/modules/execution/sandbox/run-group.js';
import { CLAIMS_FOLDER, FIRST_BOX_USER, SlotClaim } from '../src/modules/execution/sandbox/slot-claim.js';

const MOST_SLOTS = 64;

const BOX_USERS: readonly number[] = Array.from({ length: MOST_SLOTS }, (_, index) => FIRST_BOX_USER + index);

/** Those of the host users of boxes that nobody claims: what still runs or lies about as one of them was left by somebody dead. */
function freeOf(users: readonly number[]): number[] {
  return users.filter((user) => {
    const claim = SlotClaim.tryClaim(user);
    claim?.release();
    return claim !== null;
  });
}

function processesOf(users: readonly number[]): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/u.test(name));
  return pids.filter((pid) => {
    try {
      return users.includes(statSync(`/proc/${pid}`).uid) && !belongsToNode(Number(pid));
    } catch {
      return false;
    }
  });
}

/** Whether a living process of Node is above it; the children of a dead one belong to init. */
function belongsToNode(pid: number): boolean {
  const parent = parentOf(pid) ?? 0;
  return parent > 1 && (basename(readlinkSync(`/proc/${parent}/exe`)) === 'node' || belongsToNode(parent));
}

/** Host users that a living worker of root has claimed for its boxes. */
export function boxUsersOf(pid: number): number[] {
  const open = readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${name}`)];
    } catch {
      // Closed since the folder was read.
      return [];
    }
  });
  return open.filter((path) => dirname(path) === CLAIMS_FOLDER).map((path) => Number(basename(path)));
}

/**
 * What dead workers of root have left on this machine of the boxes of these host users: processes, cgroups and mounts
 * of users that no living worker claims. Others may have left something before or leave it meanwhile, so compare with an
 * earlier look or name the users. Empty for ordinary users, whose boxes have neither users nor cgroups of their own.
 */
export function abandoned(users: readonly number[] = BOX_USERS): string[] {
  if (process.getuid?.() !== 0) return [];
  const free = freeOf(users);
  const names = (findGroupsV1() ?? findGroupsV2())?.names() ?? [];
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  return [
    ...names.filter((name) => free.includes(Number(name.slice(GROUP_PREFIX.length)))),
    ...processesOf(free).map((pid) => `process ${pid}`),
    ...mounts.filter((line) => line.includes('lectern-box')),
  ];
}
