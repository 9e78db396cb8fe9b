import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { NOBODY, PortableSandbox } from '../../sandbox/portable-sandbox.js';

const USERS =
  process.getuid?.() === 0
    ? ([
        ['root', null, 'L3'],
        ['an ordinary user', NOBODY, 'L2'],
      ] as const)
    : ([['us', null, 'L2']] as const);

const LIMITS = { cpu: 2, wall: 20, memory: 64, processes: 16, disk: 16, output: 1 };

let portable: PortableSandbox;

beforeAll(() => {
  portable = new PortableSandbox();
});

afterAll(() => portable.remove());

describe.each(USERS)('lectern sandbox, called by %s', (_name, user, level) => {
  let work: string;

  const lectern = (words: string[], input = ''): SpawnSyncReturns<string> => {
    const [program = '', ...rest] = [
      ...PortableSandbox.as(user),
      portable.node,
      portable.command,
      'sandbox',
      ...words,
    ];
    return spawnSync(program, rest, {
      cwd: '/',
      input,
      encoding: 'utf8',
      maxBuffer: 16 * 1024 * 1024,
      timeout: 240_000,
    });
  };

  const run = (
    command: string[],
    changes: Partial<Record<keyof typeof LIMITS, unknown>> = {},
    ...more: string[]
  ): SpawnSyncReturns<string> => {
    const limits = Object.entries({ ...LIMITS, ...changes }).flatMap(([name, value]) => [
      `--${name}`,
      String(value),
    ]);
    return lectern(['run', '--work', work, ...limits, ...more, '--', ...command]);
  };

  beforeEach(() => {
    work = portable.folderFor(user, 'work');
    writeFileSync(join(work, 'input'), 'given\n');
  });

  it('checks the box layer by layer', () => {
    const { status, stdout } = lectern(['check']);
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`^level ${level}: `, 'u'));
    expect(stdout.split('\n').filter((line) => line.startsWith('holds'))).toHaveLength(11);
    expect(stdout).not.toContain('BROKEN');
  });

  it('shows the folder, passes both outputs on and brings back out/ alone', () => {
    const script =
      'cat input; echo err >&2; mkdir -p out/deep; cp input out/deep/copy; ln -s /etc/passwd out/link; echo x > other; echo y > input; exit 7';
    const { status, stdout, stderr } = run(['sh', '-c', script]);
    expect([status, stdout, stderr]).toEqual([7, 'given\n', 'err\n']);
    expect(readdirSync(work).sort()).toEqual(['input', 'out']);
    expect(readFileSync(join(work, 'input'), 'utf8')).toBe('given\n');
    expect(readdirSync(join(work, 'out'))).toEqual(['deep']);
    expect(readFileSync(join(work, 'out/deep/copy'), 'utf8')).toBe('given\n');
  });

  it('passes standard input on', () => {
    const limits = Object.entries(LIMITS).flatMap(([name, value]) => [`--${name}`, String(value)]);
    expect(lectern(['run', '--work', work, ...limits, '--', 'cat'], 'a\nb\n').stdout).toBe('a\nb\n');
  });

  it.each([
    ['a signal', ['sh', '-c', 'kill -SEGV $$'], {}, 139],
    ['the wall clock', ['sleep', '60'], { wall: 0.2 }, 124],
    ['CPU time', ['sh', '-c', 'while :; do :; done'], { cpu: 0.3 }, 124],
    ['memory', ['sh', '-c', 'head -c 900000000 /dev/zero | tail'], {}, 137],
    ['no such program', ['no-such-program'], {}, 127],
  ])('ends by %s with the code of the shell and timeout', (_why, command, changes, code) => {
    expect(run(command, changes).status).toBe(code);
  });

  it('cuts output at the limit', () => {
    const { status, stdout } = run(['yes']);
    expect([status, stdout.length]).toEqual([153, 1024 * 1024]);
  });

  it('shows folders read-only at their own path', () => {
    const tests = portable.folderFor(user, 'tests');
    writeFileSync(join(tests, 'expected'), 'forty-two\n');
    const { status, stdout } = run(
      ['sh', '-c', `cat ${tests}/expected; touch ${tests}/new 2>/dev/null`],
      {},
      '--ro',
      tests,
    );
    expect([status === 0, stdout, existsSync(join(tests, 'new'))]).toEqual([false, 'forty-two\n', false]);
  });

  it('is not led out of the folder by links that lie where the results go', () => {
    const victim = portable.folderFor(user, 'victim');
    writeFileSync(join(victim, 'file'), 'untouched');
    symlinkSync(victim, join(work, 'out'));
    const script = 'mkdir out && echo forged > out/file && echo new > out/new';
    expect(run(['sh', '-c', script]).status).toBe(0);
    expect(readdirSync(victim)).toEqual(['file']);
    expect(readFileSync(join(victim, 'file'), 'utf8')).toBe('untouched');
    expect(lstatSync(join(work, 'out')).isDirectory()).toBe(true);
    expect(readFileSync(join(work, 'out/file'), 'utf8')).toBe('forged\n');
  });

  it('nor by links below out/', () => {
    const victim = portable.folderFor(user, 'victim');
    writeFileSync(join(victim, 'file'), 'untouched');
    mkdirSync(join(work, 'out'));
    chmodSync(join(work, 'out'), 0o777);
    symlinkSync(join(victim, 'file'), join(work, 'out/file'));
    symlinkSync(victim, join(work, 'out/folder'));
    const script = 'mkdir out/folder && echo forged > out/file && echo forged > out/folder/file';
    expect(run(['sh', '-c', script])).toMatchObject({ status: 0, stderr: '' });
    expect([readdirSync(victim), readFileSync(join(victim, 'file'), 'utf8')]).toEqual([
      ['file'],
      'untouched',
    ]);
    expect(readFileSync(join(work, 'out/folder/file'), 'utf8')).toBe('forged\n');
  });

  it.each([
    ['cpu', 0],
    ['wall', -1],
    ['memory', 'NaN'],
    ['disk', 'Infinity'],
    ['processes', 1e12],
    ['output', ''],
  ])('refuses --%s %p and starts nothing', (name, value) => {
    const { status, stderr } = run(['sh', '-c', 'mkdir out; touch out/started'], { [name]: value });
    expect([status, existsSync(join(work, 'out'))]).toEqual([125, false]);
    expect(stderr).toMatch(/^lectern: The limit \w+ must be /u);
  });
});
