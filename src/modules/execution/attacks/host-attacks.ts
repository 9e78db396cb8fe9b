import type { Attack, AttackTarget } from './attack.js';

const about = (
  name: string,
  tries: string,
  escape: string,
  heldBy: string,
): Pick<Attack, 'name' | 'theme' | 'tries' | 'escape' | 'heldBy'> => ({
  ...{ name, tries, escape, heldBy },
  theme: 'host',
});

const words =
  (name: string, list: (target: AttackTarget) => readonly string[]) =>
  (target: AttackTarget): readonly string[] => ['./attacks', name, ...list(target)];

const READ = 'a word of the host in what comes out';
const SECRETS = [
  '/etc/shadow',
  '/root',
  '/home',
  '/var',
  '/sys',
  '/boot',
  '/proc/kcore',
  '/run',
  '/srv',
  '/opt',
];

/** Reaching for files, processes and the network of the host. */
export const HOST_ATTACKS: readonly Attack[] = [
  {
    ...about('read-host', 'host files by name, the sandbox’s own folder', READ, 'minimal root'),
    command: words('read-host', ({ folder, open, closed, root, worker }) => [
      ...SECRETS,
      ...[folder, open, closed, root, `/proc/${worker}/environ`],
    ]),
  },
  {
    ...about(
      'change-host',
      'writing, moving, removing host files',
      'a file changes',
      'minimal root, read-only',
    ),
    command: words('change-host', ({ folder, open, shared, closed }) => [open, shared, closed, folder]),
  },
  {
    ...about('change-system', 'the same with /usr, /etc and /', 'a call succeeds', 'read-only mounts'),
    command: words('change-host', () => [
      '/usr',
      '/usr/bin/ls',
      '/etc',
      '/etc/passwd',
      '/',
      '/bin',
      '/proc/1',
    ]),
  },
  {
    ...about('bound-sources', 'changing what is bound read-only', 'a file changes', 'read-only mounts'),
    command: words('change-host', () => ['/tests/shared', '/tests/open', '/tests']),
    // What only the worker may read would be copied, and not bound.
    request: ({ open, shared }) => ({
      readOnly: [
        { source: shared, target: '/tests/shared' },
        { source: open, target: '/tests/open' },
      ],
    }),
  },
  {
    ...about(
      'bound-neighbours',
      'from a bound folder to the one above',
      READ,
      'bind mounts end at their root',
    ),
    command: words('read-host', ({ folder }) => [
      '/tests/../closed',
      '/tests/open/../../closed',
      `/tests/../../..${folder}/closed`,
    ]),
    request: ({ open }) => ({ readOnly: [{ source: open, target: '/tests/open' }] }),
  },
  {
    ...about(
      'process-words',
      'environments, memory, roots of all processes',
      READ,
      'pid namespace, empty environment',
    ),
    command: words('process-words', () => []),
  },
  {
    ...about('left-descriptors', 'files and folders somebody left open', READ, 'descriptors are overlaid'),
    command: words('left-descriptors', ({ open, closed }) => [open, closed]),
  },
  {
    ...about('climb-out', '.. from everywhere, /proc/self/root, fchdir', READ, 'pivot_root, mount namespace'),
    command: words('climb-out', ({ open, closed }) => [open, closed, '/etc/shadow']),
  },
  {
    ...about(
      'kernel-switches',
      'core_pattern, sysrq, /proc/sys, /sys, oom_score',
      'one opens for writing',
      'host user, no /sys',
    ),
    command: words('kernel-switches', ({ fixesOomScore }) => (fixesOomScore ? ['fixed'] : [])),
  },
  {
    ...about('cgroups', 'its cgroup, release_agent', 'one opens for writing', 'no cgroup file system inside'),
  },
  { ...about('devices', 'everything in /dev that is not harmless', 'it opens', 'own /dev') },
  { ...about('kernel-log', 'the kernel’s log', 'it is read', 'seccomp, own /dev') },
  {
    ...about(
      'connections',
      'TCP, UDP, unix and abstract sockets of the host',
      'a listener accepts',
      'network and mount namespace',
    ),
    command: words('connections', ({ port, socket, abstractName, addresses }) => [
      ...[port, socket, abstractName, '127.0.0.1', ...addresses],
    ]),
  },
  {
    ...about(
      'passed-descriptors',
      'a descriptor by SCM_RIGHTS from the host',
      'a listener accepts',
      'network and mount namespace',
    ),
    command: words('passed-descriptors', ({ socket, abstractName }) => [socket, abstractName]),
  },
  {
    ...about(
      'network-changes',
      'links, addresses, routes; the audit log',
      'the kernel says yes',
      'no capabilities',
    ),
  },
  {
    ...about('host-processes', 'signals to the worker and its like', 'one stops or ends', 'pid namespace'),
    command: words('host-processes', ({ worker, bystander }) => [worker, bystander]),
  },
  {
    ...about('kill-all', 'SIGKILL to everything it can name', 'anything else dies', 'pid namespace'),
    exitCode: 5,
  },
  {
    ...about(
      'set-uid-programs',
      'su, mount, pkexec and others',
      'something done as root',
      'no-new-privileges, nosuid',
    ),
  },
  {
    ...about('set-uid', 'setuid(0), chown, su', 'a call succeeds', 'user namespace, no-new-privileges'),
    command: () => ['./attacks', 'set-uid', '/usr/bin/su', '/usr/bin/mount', '/usr/bin/passwd'],
  },
  {
    ...about(
      'preload',
      'a library in the box’s own tools by LD_PRELOAD',
      READ,
      'variables are set inside only',
    ),
    command: () => ['/usr/bin/true'],
    request: ({ open }) => ({
      env: {
        ...{ LD_PRELOAD: '/work/preload.so', LD_AUDIT: '/work/preload.so', LD_LIBRARY_PATH: '/work' },
        ...{ BASH_ENV: '/work/preload.so', ENV: '/work/preload.so', LECTERN_ATTACK_TARGET: open },
      },
    }),
  },
  {
    ...about('shell-words', 'arguments and names full of shell', 'a file changes', 'nothing passes a shell'),
    command: ({ open }) => ['/usr/bin/printf', `$(echo x>>${open})`, `;echo x>>${open}`, '--', '-rf', '\n'],
    files: ({ open }) => [
      { name: '--help', text: 'x' },
      { name: '-rf', text: 'x' },
      { name: 'a\nb', text: 'x' },
      { name: '$(touch x)`touch y`;touch z', text: open },
      { name: Buffer.from([0x61, 0xff, 0xfe, 0x1b]), text: 'x' },
    ],
  },
];
