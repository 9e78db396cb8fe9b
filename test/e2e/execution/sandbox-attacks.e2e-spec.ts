import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { ALL_ATTACKS } from '../../../src/modules/execution/attacks/all-attacks.js';
import { NOBODY, PortableSandbox } from '../../sandbox/portable-sandbox.js';

/** Root attacks both levels, the lower one as an ordinary user; others attack what they have. */
const LEVELS =
  process.getuid?.() === 0
    ? ([
        ['L3', null],
        ['L2', NOBODY],
      ] as const)
    : ([['L2', null]] as const);

const LONGEST_MS = 1_200_000;

let portable: PortableSandbox;

beforeAll(() => {
  portable = new PortableSandbox();
});

afterAll(() => portable.remove());

/** `lectern sandbox attack`, as an administrator runs it. */
async function attackAs(user: number | null): Promise<{ code: number | null; output: string }> {
  const [program = '', ...words] = [
    ...PortableSandbox.as(user),
    portable.node,
    portable.command,
    'sandbox',
    'attack',
  ];
  const child = spawn(program, words, { cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece: Buffer) => (output += piece.toString('utf8')));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

describe('the suite of attacks', () => {
  it('has names that are unique, and more than sixty of them', () => {
    const names = ALL_ATTACKS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(60);
  });

  it.each(LEVELS)(
    'does not get out at level %s',
    async (level, user) => {
      const { code, output } = await attackAs(user);
      const lines = output.split('\n');
      // One line that says how it went, also where everything is well.
      const summary = lines.filter((line) => line.startsWith(`${level}: `));
      process.stdout.write(`${summary.join('\n')}\n`);
      expect(lines.filter((line) => /^(?:ESCAPED|NOTHING|BLIND|lectern:| {9}!)/u.test(line))).toEqual([]);
      expect(lines[0]).toMatch(new RegExp(`^level ${level}: `, 'u'));
      const absent = lines.filter((line) => line.startsWith('absent')).length;
      expect(summary.at(-1)).toBe(`${level}: ${ALL_ATTACKS.length - absent} attacks, 0 escapes`);
      expect(code).toBe(0);
    },
    LONGEST_MS,
  );
});
