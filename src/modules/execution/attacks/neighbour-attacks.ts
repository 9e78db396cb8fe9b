import type { Attack } from './attack.js';

type Row = readonly [name: string, tries: string, heldBy: string];

const ROWS: readonly Row[] = [
  ['neighbour-signals', 'signals to every process and group', 'pid namespace'],
  [
    'neighbour-files',
    'files of another run, by walking and by /proc',
    'a tmpfs in a mount namespace for each run',
  ],
  ['neighbour-sockets', 'its port and its abstract socket', 'network namespace'],
  ['neighbour-memory', 'its System V memory and queues, /dev/mqueue', 'ipc namespace; at L2 seccomp too'],
  ['neighbour-priority', 'nice -20, real time, deadlines, other users', 'no capabilities, rlimits'],
];

/** Reaching for another run that goes on at the same time. */
export const NEIGHBOUR_ATTACKS: readonly Attack[] = ROWS.map(([name, tries, heldBy]) => ({
  ...{ name, tries, heldBy, theme: 'neighbour' },
  escape: 'the other run’s word comes out, or it is disturbed',
}));
