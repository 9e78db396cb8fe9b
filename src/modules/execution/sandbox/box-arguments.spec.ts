import type { BoxRequest } from './box.js';
import { bubblewrapOptions, checkRequest, resourceLimits } from './box-arguments.js';
import { checkLimits } from './limits.js';
import { BoxRequestError } from './sandbox.errors.js';

const limits = checkLimits({
  cpuSeconds: 1.5,
  wallSeconds: 5,
  memoryMb: 100,
  processes: 8,
  diskMb: 2,
  outputKb: 1,
});
const request: BoxRequest = { command: ['true'], limits };
const plan = { stage: '/stage', etc: ['/etc/alternatives'], readOnly: [], links: {}, env: {} };

describe('checkRequest', () => {
  it('takes a plain request', () => {
    const readOnly = [{ source: '/srv/tests', target: '/tests' }];
    expect(() => checkRequest({ ...request, env: { A_1: 'x y' }, readOnly })).not.toThrow();
  });

  it.each([
    '/',
    '/usr',
    '/usr/',
    '/work',
    '/tmp',
    '/etc',
    '/proc',
    '/proc/1',
    '/dev/shm',
    '/sys',
    '/x/../usr',
    'tests',
    '',
  ])('mounts nothing at %p', (target) => {
    const readOnly = [{ source: '/srv/tests', target }];
    expect(() => checkRequest({ ...request, readOnly })).toThrow(BoxRequestError);
  });

  it.each<Partial<BoxRequest>>([
    { command: [] },
    { command: [''] },
    { command: ['a', 'b\0c'] },
    { env: { 'A=B': 'x' } },
    { env: { '': 'x' } },
    { env: { A: 'x\0y' } },
    { readOnly: [{ source: 'tests', target: '/tests' }] },
  ])('refuses %j', (change) => {
    expect(() => checkRequest({ ...request, ...change })).toThrow(BoxRequestError);
  });
});

describe('bubblewrapOptions', () => {
  it('cuts every namespace and clears the environment before it fills it', () => {
    const options = bubblewrapOptions({ ...plan, env: { LANG: 'de', EXTRA: '1' } });
    for (const kind of ['user', 'ipc', 'pid', 'net', 'uts']) expect(options).toContain(`--unshare-${kind}`);
    expect(options).toEqual(
      expect.arrayContaining(['--disable-userns', '--die-with-parent', '--new-session']),
    );
    const variables = options.flatMap((word, at) =>
      word === '--setenv' ? [options.slice(at + 1, at + 3)] : [],
    );
    expect(Object.fromEntries(variables as [string, string][])).toEqual({
      PATH: '/usr/local/bin:/usr/bin:/bin',
      HOME: '/work',
      LANG: 'de',
      TMPDIR: '/tmp',
      EXTRA: '1',
    });
    expect(options.indexOf('--clearenv')).toBeLessThan(options.indexOf('--setenv'));
  });

  it('binds writable only what lies in the sized stage, and locks the root last', () => {
    const readOnly = [{ source: '/srv/t', target: '/work/t' }];
    const options = bubblewrapOptions({ ...plan, readOnly });
    const writable = options.flatMap((word, at) => (word === '--bind' ? [options[at + 1]] : []));
    expect(writable).toEqual(['/stage/shm', '/stage/tmp', '/stage/work']);
    expect(options.lastIndexOf('--ro-bind')).toBeGreaterThan(options.lastIndexOf('--bind'));
    expect(options.slice(-4)).toEqual(['--remount-ro', '/dev', '--remount-ro', '/']);
  });
});

describe('resourceLimits', () => {
  it('counts the box itself in and leaves the exact sum of CPU time to the supervisor', () => {
    const words = resourceLimits(limits, true);
    expect(words).toEqual(
      expect.arrayContaining(['--nproc=9', '--cpu=3:4', '--fsize=2097152', '--nofile=256', '--core=0']),
    );
    expect(words.some((word) => word.startsWith('--data'))).toBe(false);
  });

  it('bounds writable address space where no cgroup bounds memory', () => {
    expect(resourceLimits(limits, false)).toContain(`--data=${(100 + 1024 + 8 * 64) * 1024 * 1024}`);
  });
});
