import { isAbsolute, normalize } from 'node:path';

import type { BoxLimits, BoxRequest, ReadOnlyEntry } from './box.js';
import { BoxRequestError } from './sandbox.errors.js';

/** User and group the program sees itself as. */
export const INNER_USER = 1000;

/** Places of the box itself; nothing may be mounted over them or, where `/` follows, below them. */
const TAKEN = [
  '/',
  '/usr',
  '/bin',
  '/lib',
  '/lib64',
  '/sbin',
  '/etc',
  '/tmp',
  '/work',
  '/proc',
  '/dev',
  '/sys',
];
const CLOSED = ['/proc/', '/dev/', '/sys/'];

/** A host path that appears at `target` inside, read-only. */
export interface ReadOnlyBind {
  source: string;
  target: string;
}

function refuseNul(texts: readonly string[]): void {
  if (texts.some((text) => text.includes('\0')))
    throw new BoxRequestError('An argument holds a NUL character.');
}

/** Throws a BoxRequestError for what no box can be built from. */
export function checkRequest(request: BoxRequest): void {
  if (request.command.length === 0 || request.command[0] === '')
    throw new BoxRequestError('There is no command.');
  const environment = Object.entries(request.env ?? {});
  for (const [name] of environment) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/u.test(name))
      throw new BoxRequestError(`"${name}" cannot name a variable.`);
  }
  refuseNul([...request.command, ...environment.map(([, value]) => value)]);
  for (const entry of request.readOnly ?? []) checkEntry(entry);
  for (const [name, target] of Object.entries(request.links ?? {})) checkLink(name, target);
}

function checkLink(name: string, target: string): void {
  const plain = /^\/[a-z][a-z0-9_-]*$/u.test(name) && !TAKEN.includes(name);
  if (!plain || !/^\/work(\/[A-Za-z0-9_-]+)*$/u.test(target)) {
    throw new BoxRequestError(`No link "${name}" to "${target}" can be made.`);
  }
}

function checkEntry(entry: ReadOnlyEntry): void {
  const { target } = entry;
  refuseNul('source' in entry ? [entry.source, target] : [target]);
  if ('source' in entry && !isAbsolute(entry.source))
    throw new BoxRequestError(`"${entry.source}" is not an absolute path.`);
  const plain = normalize(target).replace(/(?<=.)\/$/u, '');
  const free =
    isAbsolute(target) && !TAKEN.includes(plain) && !CLOSED.some((place) => `${plain}/`.startsWith(place));
  if (!free) throw new BoxRequestError(`Nothing can be mounted at "${target}".`);
}

/** How a box is put together; paths are the host's. */
export interface BoxPlan {
  /** The mounted tmpfs with the folders work, tmp, shm, etc and the empty none. */
  stage: string;
  /** Host files and folders below /etc that interpreters look for. */
  etc: readonly string[];
  readOnly: readonly ReadOnlyBind[];
  links: Readonly<Record<string, string>>;
  env: Readonly<Record<string, string>>;
}

const NAMESPACES = [
  '--unshare-user',
  '--unshare-ipc',
  '--unshare-pid',
  '--unshare-net',
  '--unshare-uts',
  '--unshare-cgroup-try',
  '--disable-userns',
];

const ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  HOME: '/work',
  LANG: 'C.UTF-8',
  TMPDIR: '/tmp',
};

/** The options of bubblewrap, as it reads them from `--args`: they do not appear in any command line inside. */
export function bubblewrapOptions(plan: BoxPlan): string[] {
  const environment = Object.entries({ ...ENVIRONMENT, ...plan.env });
  return [
    ...NAMESPACES,
    ...['--uid', String(INNER_USER), '--gid', String(INNER_USER), '--hostname', 'sandbox'],
    ...['--die-with-parent', '--new-session', '--clearenv'],
    ...environment.flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--ro-bind', '/usr', '/usr'],
    ...['bin', 'lib', 'lib64', 'sbin'].flatMap((name) => ['--symlink', `usr/${name}`, `/${name}`]),
    ...['--ro-bind', `${plan.stage}/etc`, '/etc'],
    ...plan.etc.flatMap((path) => ['--ro-bind', path, path]),
    // Who could write the memory of the box's init would be rid of the limits that were set after it.
    ...['--proc', '/proc', '--ro-bind', `${plan.stage}/none`, '/proc/1', '--dev', '/dev'],
    // The box's user owns its ipc and pid namespaces and could write their switches: pid_max, sem, mqueue.
    ...['--ro-bind', '/proc/sys', '/proc/sys'],
    ...['--bind', `${plan.stage}/shm`, '/dev/shm'],
    ...['--bind', `${plan.stage}/tmp`, '/tmp'],
    ...['--bind', `${plan.stage}/work`, '/work'],
    ...Object.entries(plan.links).flatMap(([name, target]) => ['--symlink', target.slice(1), name]),
    ...plan.readOnly.flatMap(({ source, target }) => ['--ro-bind', source, target]),
    ...['--chdir', '/work', '--remount-ro', '/dev', '--remount-ro', '/'],
  ];
}

const STACK_BYTES = 67_108_864;
const MB = 1024 * 1024;
/** bubblewrap's init inside the box counts as a process of the box's user. */
const INIT_PROCESSES = 1;
/** Room for address space that runtimes set writable and never touch: heaps not yet used; stacks come on top. */
const UNTOUCHED_BYTES = 1024 * MB;

/**
 * Limits for `prlimit`, set inside the box so that they count for this run only. CPU seconds are a second net
 * behind the supervisor's exact sum. Without a cgroup, writable address space is bounded too: the supervisor
 * looks every few milliseconds, this holds in between.
 */
export function resourceLimits(limits: Required<BoxLimits>, withCgroup: boolean): string[] {
  const seconds = Math.ceil(limits.cpuSeconds) + 1;
  const fixed = [
    `--nproc=${limits.processes + INIT_PROCESSES}`,
    `--cpu=${seconds}:${seconds + 1}`,
    `--fsize=${Math.ceil(limits.diskMb * MB)}`,
    `--nofile=${limits.openFiles}`,
    `--stack=${STACK_BYTES}`,
    ...['--core=0', '--memlock=65536', '--msgqueue=65536', '--sigpending=512'],
  ];
  const untouched = UNTOUCHED_BYTES + limits.processes * STACK_BYTES;
  return withCgroup ? fixed : [...fixed, `--data=${Math.ceil(limits.memoryMb * MB) + untouched}`];
}
