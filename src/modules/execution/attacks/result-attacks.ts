import type { Attack, AttackTarget } from './attack.js';

type Row = readonly [name: string, tries: string, escape: string, heldBy: string, more: Partial<Attack>];

const hostFiles =
  (name: string) =>
  ({ folder, open, closed }: AttackTarget): readonly string[] => ['./attacks', name, folder, open, closed];

const LED = 'a word of the host among the results';
const KEPT = 'the collector takes more, or other, than plain files';

const ROWS: readonly Row[] = [
  [
    'hostile-results',
    'links, devices, sockets, second names, depth',
    LED,
    'collector',
    { command: ({ open }) => ['./attacks', 'hostile-results', open] },
  ],
  [
    'swapping-results',
    'a folder and a link to the host change places',
    LED,
    'collector, all dead before',
    { command: ({ folder }) => ['./attacks', 'swapping-results', folder] },
  ],
  [
    'result-links',
    'every kind of link to the host',
    LED,
    'O_NOFOLLOW at each step',
    { command: hostFiles('result-links') },
  ],
  [
    'result-folder-link',
    'the results’ folder itself is a link',
    LED,
    'O_NOFOLLOW at each step',
    { command: ({ folder }) => ['./attacks', 'result-folder-link', folder] },
  ],
  ['result-names', 'names of 255 bytes, screen commands, no UTF-8', 'such a name comes out', 'collector', {}],
  ['result-amount', '2,000 files and 15 MB of nothing', KEPT, 'collector', {}],
  [
    'strange-output',
    'NUL, screen commands, words of our protocols',
    'the end or the exit code is believed',
    'own pipes for control',
    { exitCode: 7, channelBytes: 1000 },
  ],
];

/** What is left for the collector and said on the streams. */
export const RESULT_ATTACKS: readonly Attack[] = ROWS.map(([name, tries, escape, heldBy, more]) => ({
  ...{ name, tries, escape, heldBy, theme: 'results', collects: true },
  ...more,
}));
