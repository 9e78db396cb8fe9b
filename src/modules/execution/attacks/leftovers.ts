import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { GROUP_PREFIX } from '../sandbox/run-group.js';
import { allProcesses, userOf } from './process-watch.js';

/** What is this sandbox's alone; other workers on the machine have users, folders and mounts of their own. */
export interface OwnTraces {
  /** Host users of the boxes at L3; none at L2, where they run as the worker's. */
  users: readonly number[];
  /** Host folder below which everything of the suite lies. */
  base: string;
  suite: string;
}

/** Where programs of every user may leave files. */
const COMMON_PLACES = ['/tmp', '/var/tmp', '/dev/shm', '/dev/mqueue', '/run', '/run/lock', '/work'];

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function ownerOf(path: string): number | null {
  try {
    return lstatSync(path).uid;
  } catch {
    return null;
  }
}

/** Folders below which the groups of boxes are made: the top of each cgroup file system, with v2 also our own group. */
export function groupPlaces(): string[] {
  const own = /^0::(\/.*)$/mu.exec(textOf('/proc/self/cgroup'))?.[1] ?? '/';
  const mounts = textOf('/proc/self/mounts').split('\n');
  return mounts
    .map((line) => line.split(' '))
    .flatMap(([, target = '', type]) => {
      if (type === 'cgroup') return [target];
      // The only process of a delegated group has moved into a child of it.
      return type === 'cgroup2' ? [...new Set([target, join(target, own), join(target, own, '..')])] : [];
    });
}

const leftGroups = (users: readonly number[]): string[] => {
  const names = users.map((user) => `${GROUP_PREFIX}${user}`);
  return groupPlaces().flatMap((place) =>
    namesIn(place)
      .filter((name) => names.includes(name))
      .map((name) => join(place, name)),
  );
};

/** Mounts of ours, or of the boxes' in any process: at L2 the stage lies below our own folder. */
function leftMounts(base: string): string[] {
  const tables = ['self', ...allProcesses()].map((pid) => textOf(`/proc/${pid}/mounts`));
  const points = tables.flatMap((table) => table.split('\n').map((line) => line.split(' ')[1] ?? ''));
  return [...new Set(points.filter((point) => point.startsWith(`${base}/`)))];
}

function leftFiles(users: readonly number[], suite: string): string[] {
  const paths = COMMON_PLACES.flatMap((place) => namesIn(place).map((name) => join(place, name)));
  return paths.filter((path) => {
    const owner = ownerOf(path);
    return path.includes(`left-${suite}`) || (owner !== null && users.includes(owner));
  });
}

/** Lines of /proc/sysvipc whose owner is one of the users. */
function leftMemory(users: readonly number[]): string[] {
  return ['shm', 'msg', 'sem'].flatMap((kind) => {
    const [head = '', ...lines] = textOf(`/proc/sysvipc/${kind}`).trim().split('\n');
    const column = head.trim().split(/\s+/u).indexOf('uid');
    return lines
      .filter((line) => users.includes(Number(line.trim().split(/\s+/u)[column])))
      .map((line) => `${kind} ${line.trim()}`);
  });
}

/**
 * What boxes left on the host, one sentence each, to be asked while the sandbox is open and idle: its users are
 * its own only as long as it holds them.
 */
export function leftovers({ users, base, suite }: OwnTraces): string[] {
  const processes = allProcesses().filter((pid) => users.includes(userOf(pid) ?? -1));
  return [
    ...processes.map((pid) => `left: process ${pid} of a box's user`),
    ...leftGroups(users).map((path) => `left: cgroup ${path}`),
    ...leftMounts(base).map((path) => `left: mount ${path}`),
    ...leftFiles(users, suite).map((path) => `left: file ${path}`),
    ...leftMemory(users).map((line) => `left: System V ${line}`),
  ];
}

/** What lies in the folder of a closed sandbox, beside the empty place where boxes are built. */
export function leftInRoot(root: string): string[] {
  return namesIn(root).flatMap((name) => {
    if (name !== 'stage') return [`left: ${join(root, name)}`];
    return namesIn(join(root, name)).map((inner) => `left: ${join(root, name, inner)}`);
  });
}
