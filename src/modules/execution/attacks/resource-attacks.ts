import type { Attack } from './attack.js';

type Row = readonly [name: string, tries: string, escape: string, heldBy: string, more: Partial<Attack>];

const WATCHED = 'host memory beyond the limit';
const DISK = 'more files than the limit';
const PROCESSES = 'more processes than the limit';
const TIME = 'it goes on';

const KILLED: Partial<Attack> = { ends: ['memory'] };
const TIMED: Partial<Attack> = { ends: ['time'] };
/** Refused at one level, counted and ended at the other; or ended by whichever limit is first. */
const BOUNDED: Partial<Attack> = {
  ends: ['exited', 'signalled', 'memory', 'time', 'output'],
  exitCode: 'any',
};

const flood = (target: number): Partial<Attack> => ({
  command: () => ['./attacks', 'flood', String(target)],
  ends: ['output'],
});

const ROWS: readonly Row[] = [
  ['fork-bomb', 'as many processes as there are', PROCESSES, 'rlimit, cgroup', {}],
  [
    'fork-bomb-deep',
    'every process forks',
    PROCESSES,
    'rlimit, cgroup, supervisor',
    { ends: ['time', 'memory'] },
  ],
  ['thread-bomb', 'as many threads as there are', PROCESSES, 'rlimit, cgroup', {}],
  ['spawn-bomb', 'posix_spawn', PROCESSES, 'rlimit, cgroup', {}],
  ['vfork-bomb', 'vfork', PROCESSES, 'rlimit, cgroup, supervisor', BOUNDED],
  ['exec-bomb', 'becoming a new program for ever', TIME, 'supervisor', TIMED],
  ['restless', 'a chain of processes nobody waits for', TIME, 'pid namespace', BOUNDED],
  ['memory-private', 'private memory', WATCHED, 'cgroup; at L2 supervisor', KILLED],
  ['memory-shared', 'shared memory', WATCHED, 'cgroup; at L2 supervisor', KILLED],
  ['memory-many', 'memory of many processes', WATCHED, 'cgroup; at L2 supervisor', KILLED],
  ['memory-tables', 'page tables', WATCHED, 'cgroup; at L2 supervisor', KILLED],
  ['memory-sockets', 'unread messages', WATCHED, 'cgroup; at L2 supervisor', KILLED],
  ['memory-stack', 'a stack of a gigabyte', WATCHED, 'cgroup, rlimit', { ends: ['memory', 'signalled'] }],
  ['memory-locked', 'locked and huge pages', WATCHED, 'rlimit, cgroup', KILLED],
  [
    'memory-memfd',
    'files without a name',
    WATCHED,
    'cgroup; at L2 seccomp',
    { ...BOUNDED, limits: { diskMb: 512 } },
  ],
  ['memory-sysv', 'System V memory', WATCHED, 'cgroup; at L2 seccomp', BOUNDED],
  ['message-queues', 'System V and POSIX queues', WATCHED, 'cgroup, rlimit; at L2 seccomp', BOUNDED],
  ['kernel-objects', 'large pipes, watches, timers', WATCHED, 'rlimits, cgroup', BOUNDED],
  [
    'disk-fill',
    'filling every place',
    DISK,
    'sized tmpfs, read-only root',
    {
      command: () => [
        './attacks',
        'disk-fill',
        '/work',
        '/tmp',
        '/dev/shm',
        '/dev',
        '/etc',
        '/',
        '/usr',
        '/run',
      ],
    },
  ],
  ['disk-names', 'a million empty files', DISK, 'nr_inodes', {}],
  [
    'disk-otherwise',
    'sparse, mapped, nameless files',
    DISK,
    'sized tmpfs, rlimit',
    { ...BOUNDED, collects: true },
  ],
  ['disk-deep', 'folders in folders with names of 255 bytes', DISK, 'nr_inodes', { collects: true }],
  ['flood-stdout', 'output without end', 'more than the limit comes out', 'supervisor', flood(1)],
  ['flood-stderr', 'complaints without end', 'more than the limit comes out', 'supervisor', flood(2)],
  [
    'flood-channel',
    'a report without end',
    'more than the limit comes out',
    'supervisor',
    { ...flood(9), channelBytes: 1000 },
  ],
  ['cpu-loop', 'one core for ever', TIME, 'supervisor', TIMED],
  ['cpu-many', 'all cores', TIME, 'supervisor, cgroup', TIMED],
  ['cpu-unwaited', 'CPU time nobody is told of', TIME, 'supervisor', TIMED],
  ['ignore-signals', 'a loop that ignores all signals', TIME, 'SIGKILL', TIMED],
  ['sleep-long', 'sleeping past the clock', TIME, 'supervisor', { ...TIMED, limits: { wallSeconds: 0.5 } }],
  [
    'sleepers',
    'eight sleepers with their own sessions',
    TIME,
    'pid namespace',
    { ...TIMED, limits: { wallSeconds: 0.5 } },
  ],
  ['stopped', 'stopping itself', TIME, 'supervisor', { ...TIMED, limits: { wallSeconds: 0.5 } }],
  ['daemonize', 'a daemon without name, environment, streams', 'a process is left', 'pid namespace', {}],
  [
    'orphan',
    'a child that outlives its parent',
    'a process is left',
    'pid namespace',
    { command: () => ['./attacks', 'orphan', 'x'] },
  ],
];

/** Using up what the machine has. */
export const RESOURCE_ATTACKS: readonly Attack[] = ROWS.map(([name, tries, escape, heldBy, more]) => ({
  ...{ name, tries, escape, heldBy, theme: 'resources' },
  ...more,
}));
