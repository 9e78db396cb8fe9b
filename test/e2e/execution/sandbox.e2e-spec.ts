import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import type { BoxEnd } from '../../../src/modules/execution/sandbox/box.js';
import { leftInRoot, leftovers } from '../../../src/modules/execution/attacks/leftovers.js';
import { userOf } from '../../../src/modules/execution/attacks/process-watch.js';
import { attack, type AttackChanges } from '../../sandbox/attack-run.js';
import { NOBODY, PortableSandbox } from '../../sandbox/portable-sandbox.js';
import { CANARY, SandboxProcess } from '../../sandbox/sandbox-process.js';

const isRoot = process.getuid?.() === 0;
/** Root runs the suite at both levels, the lower one as an ordinary user; others run what they have. */
const LEVELS = isRoot
  ? ([
      ['L3', null],
      ['L2', NOBODY],
    ] as const)
  : ([['L2', null]] as const);

const MB = 1024 * 1024;
const SLOTS = 8;

let portable: PortableSandbox;

beforeAll(() => {
  portable = new PortableSandbox();
});

afterAll(() => portable.remove());

/** The words of a host process's command; empty when there is no such process. */
function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}

/** Host processes whose command line holds the word. */
function processesWith(word: string): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/u.test(name) && commandOf(name).includes(word));
}

async function until(what: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 120_000; !what(); await setTimeout(20)) {
    if (Date.now() > deadline) throw new Error('It did not come to pass within 120 s.');
  }
}

describe.each(LEVELS)('the box at level %s', (level, user) => {
  let sandbox: SandboxProcess;
  const run = (words: string[], changes?: AttackChanges): ReturnType<typeof attack> =>
    attack(portable, sandbox, words, changes);

  beforeAll(async () => {
    const root = portable.folderFor(user, 'root');
    sandbox = await new SandboxProcess(portable, root, { user, minLevel: level, slots: SLOTS }).ready();
  });

  afterAll(() => sandbox.close());

  it('is what was asked for', () => {
    expect(sandbox.level).toBe(level);
  });

  describe('does the work of an honest program', () => {
    it('with input, output, a result, a channel and its own exit code', async () => {
      const work = portable.folderFor(user, 'honest');
      mkdirSync(join(work, 'data'));
      writeFileSync(join(work, 'data', 'number'), '20\n');
      const script =
        'read a; read b < data/number; echo $((a + b)); echo oops > /dev/stderr; echo value >&9; mkdir -p out/a; echo r > out/a/b; exit 3';
      const outcome = await run([], {
        command: ['sh', '-c', script],
        workFrom: work,
        stdin: '22\n',
        channel: { maxBytes: 100 },
        collect: { folder: 'out', maxFiles: 5, maxBytes: 100 },
      });
      expect(outcome).toMatchObject({ end: 'exited', exitCode: 3, signal: null, text: '42\n', detail: null });
      expect(outcome.stderr.toString()).toBe('oops\n');
      expect(outcome.channel.toString()).toBe('value\n');
      expect(outcome.files.map(({ path, content }) => [path, content.toString()])).toEqual([['a/b', 'r\n']]);
      expect(readdirSync(work)).toEqual(['data']);
    });

    it('in Python with threads and processes', async () => {
      const program =
        'import threading, multiprocessing, time\n' +
        'crew = [threading.Thread(target=time.sleep, args=(0.1,)) for _ in range(8)]\n' +
        '[t.start() for t in crew]; [t.join() for t in crew]\n' +
        'print(sum(multiprocessing.Pool(4).map(abs, [-1, -2, -3])))';
      const outcome = await run([], {
        command: ['/usr/bin/python3', '-c', program],
        limit: { memoryMb: 256, cpuSeconds: 10 },
      });
      expect([outcome.text, outcome.stderr.toString()]).toEqual(['6\n', '']);
    });

    it('by compiling C', async () => {
      const work = portable.folderFor(user, 'c');
      writeFileSync(
        join(work, 'a.c'),
        '#include <stdio.h>\nint main(void) { puts("compiled"); return 0; }\n',
      );
      const limit = { memoryMb: 256, cpuSeconds: 10 };
      const build = await run([], {
        command: ['sh', '-c', 'mkdir out && gcc -o out/a a.c'],
        workFrom: work,
        collect: { folder: 'out', maxFiles: 1, maxBytes: MB },
        limit,
      });
      const [program] = build.files;
      expect(program).toMatchObject({ path: 'a', executable: true });
      writeFileSync(join(work, 'a'), program?.content ?? '', { mode: 0o755 });
      expect((await run([], { command: ['./a'], workFrom: work, limit })).text).toBe('compiled\n');
    });

    it('with read-only folders, even such as only we may enter, which stay as they are', async () => {
      const hidden = portable.folderFor(user, 'tests');
      writeFileSync(join(hidden, 'test'), 'expected', { mode: 0o644 });
      const script = `cat /tests/test; echo x > /tests/test || echo x > /tests/new || mv /tests/test /tests/other || rm -f /tests/test || echo held`;
      const outcome = await run([], {
        command: ['sh', '-c', script],
        readOnly: [{ source: hidden, target: '/tests' }],
      });
      expect(outcome.text).toBe('expectedheld\n');
      expect(readdirSync(hidden)).toEqual(['test']);
      expect(readFileSync(join(hidden, 'test'), 'utf8')).toBe('expected');
    });
  });

  describe('ends', () => {
    const endings: [string[], BoxEnd][] = [
      [['memory-private'], 'memory'],
      [['memory-shared'], 'memory'],
      [['memory-many'], 'memory'],
      [['memory-tables'], 'memory'],
      [['memory-sockets'], 'memory'],
      [['flood', '1'], 'output'],
      [['flood', '2'], 'output'],
      [['cpu-loop'], 'time'],
      [['cpu-many'], 'time'],
      [['cpu-unwaited'], 'time'],
      [['ignore-signals'], 'time'],
    ];

    it.each(endings)('%p by verdict %s', async (words, end) => {
      const outcome = await run(words);
      expect(outcome).toMatchObject({ end, exitCode: null, signal: 'SIGKILL' });
      expect(outcome.stdout.length).toBeLessThanOrEqual(64 * 1024);
    });

    it('a fork bomb of the classic kind by its CPU time', async () => {
      expect(await run(['fork-bomb-deep'], { limit: { memoryMb: 512 } })).toMatchObject({ end: 'time' });
    });

    it('what sleeps past the wall clock', async () => {
      expect(await run(['sleep-long'], { limit: { wallSeconds: 0.3 } })).toMatchObject({ end: 'time' });
    });

    it('floods with exactly the limit in hand', async () => {
      const { stdout, stdoutCut, stderrCut } = await run(['flood', '1']);
      expect([stdout.length, stdoutCut, stderrCut]).toEqual([64 * 1024, true, false]);
      const other = await run(['flood', '9'], { channel: { maxBytes: 1000 } });
      expect([other.end, other.channel.length, other.channelCut]).toEqual(['output', 1000, true]);
    });

    it('crashes as what they are', async () => {
      expect(await run(['crash'])).toMatchObject({ end: 'signalled', signal: 'SIGSEGV', exitCode: null });
    });

    it('nothing that shares its memory with its children', async () => {
      expect(await run(['memory-forked'])).toMatchObject({ end: 'exited', text: 'fine\n' });
    });

    it('memory in files without names at the limit, or refuses them', async () => {
      const memory = await run(['memory-memfd'], { limit: { diskMb: 512 } });
      const shared = await run(['memory-sysv']);
      expect([memory.end, memory.text]).toEqual(level === 'L3' ? ['memory', ''] : ['exited', 'refused\n']);
      expect([shared.end, shared.text]).toEqual(level === 'L3' ? ['memory', ''] : ['exited', 'refused\n']);
    });
  });

  describe('holds', () => {
    it.each([['fork-bomb'], ['thread-bomb']])('a %s at the number of processes', async (name) => {
      const { text } = await run([name]);
      expect(Number(text)).toBe(32);
    });

    it('what is written anywhere at the size of the disk', async () => {
      const { text, end } = await run([
        'disk-fill',
        '/work',
        '/tmp',
        '/dev/shm',
        '/dev',
        '/etc',
        '/',
        '/usr',
        '/run',
      ]);
      expect(end).toBe('exited');
      expect(Number(text)).toBeGreaterThan(15 * MB);
      expect(Number(text)).toBeLessThanOrEqual(16 * MB);
    });

    it('the number of files', async () => {
      const { text } = await run(['disk-names']);
      expect(Number(text)).toBeGreaterThan(1000);
      expect(Number(text)).toBeLessThanOrEqual(4200);
    });

    it.each([
      ['system-calls', []],
      ['foreign-calls', ['x32']],
      ['socket-families', []],
      ['make-devices', []],
      ['raise-limits', []],
      ['init-memory', []],
      ['descriptors', []],
      ['set-uid', ['/usr/bin/su', '/usr/bin/mount', '/usr/bin/passwd']],
    ])('%s', async (name, words) => {
      expect(await run([name, ...words])).toMatchObject({ end: 'exited', exitCode: 0, text: '' });
    });

    it('system calls of other architectures', async () => {
      expect(await run(['foreign-calls', 'i386'])).toMatchObject({
        end: 'signalled',
        signal: 'SIGSYS',
        text: '',
      });
    });

    it('the host against reading', async () => {
      const home = portable.folderFor(user, 'home');
      writeFileSync(join(home, 'admin-password'), 'secret', { mode: 0o644 });
      const secrets = [
        '/root',
        '/home',
        '/etc/shadow',
        '/var',
        '/sys',
        '/boot',
        '/proc/kcore',
        '/proc/kmsg',
        '/dev/mem',
      ];
      const own = [
        portable.folder,
        home,
        sandbox.root,
        `/proc/${sandbox.child.pid}/environ`,
        '/proc/1/environ',
      ];
      expect((await run(['read-files', ...secrets, ...own])).text).toBe('');
      expect((await run(['proc-secrets'], { stdin: CANARY })).text).toBe('');
    });

    it('the host against writing', async () => {
      const kernel = ['/proc/sys/kernel/core_pattern', '/proc/sysrq-trigger', '/proc/sys/vm/drop_caches'];
      const files = ['/usr/bin/ls', '/etc/passwd', '/etc/ld.so.cache', '/proc/1/oom_score_adj', '/dev/kmsg'];
      expect((await run(['write-files', ...kernel, ...files])).text).toBe('');
    });

    it('the first process and all others against signals', async () => {
      expect(await run(['kill-all'])).toMatchObject({ end: 'exited', exitCode: 5, text: 'done\n' });
      expect((await run(['crash'])).end).toBe('signalled');
    });
  });

  describe('the network', () => {
    let servers: Server[];
    let connections = 0;

    beforeAll(async () => {
      const path = join(portable.folderFor(user, 'net'), 'socket');
      const places = [{ port: 0, host: '0.0.0.0' }, { path }, { path: '\0lectern-attack-target' }];
      servers = await Promise.all(
        places.map(async (place) => {
          const server = createServer((socket) => socket.destroy()).on(
            'connection',
            () => (connections += 1),
          );
          await new Promise<void>((resolve) => server.listen(place, resolve));
          return server;
        }),
      );
    });

    afterAll(() => servers.forEach((server) => server.close()));

    it('of the host is out of reach', async () => {
      const [tcp, local] = servers.map((server) => server.address());
      const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
      const hosts = addresses.filter(({ family }) => family === 'IPv4').map(({ address }) => address);
      const port = typeof tcp === 'object' ? String(tcp?.port) : '';
      const outcome = await run([
        'network',
        port,
        String(local),
        'lectern-attack-target',
        '127.0.0.1',
        ...hosts,
      ]);
      expect([outcome.end, outcome.text, connections]).toEqual(['exited', '', 0]);
    });
  });

  describe('brings out', () => {
    const collect = { folder: 'out', maxFiles: 10, maxBytes: MB };

    it('plain files and nothing that leads elsewhere', async () => {
      const { files, text, detail } = await run(['hostile-results', '/etc/passwd'], { collect });
      expect(text).toBe('');
      expect(files.map(({ path, content }) => [path, content.toString()])).toEqual([
        ['folder/inner', ''],
        ['good', 'good'],
      ]);
      expect(detail).toContain('left behind');
    });

    it('nothing of a folder that changes places with a link', async () => {
      const secret = portable.folderFor(user, 'secret');
      writeFileSync(join(secret, 'file'), 'secret');
      for (let round = 0; round < 5; round += 1) {
        const { files } = await run(['swapping-results', secret], { collect });
        expect(files.map(({ content }) => content.toString())).toEqual(['']);
      }
    });

    it('no more than it may', async () => {
      const script = 'mkdir out; for n in 1 2 3 4; do head -c 400 /dev/zero > out/$n; done';
      const command = ['sh', '-c', script];
      const few = await run([], { command, collect: { ...collect, maxFiles: 3 } });
      const small = await run([], { command, collect: { ...collect, maxBytes: 1000 } });
      expect([few.files.length, small.files.length]).toEqual([3, 2]);
    });

    it('nothing through a link in place of the folder itself', async () => {
      const outcome = await run([], { command: ['ln', '-s', '/etc', 'out'], collect });
      expect([outcome.end, outcome.files]).toEqual(['exited', []]);
    });
  });

  it('takes no link of the work folder in', async () => {
    const work = portable.folderFor(user, 'links');
    writeFileSync(join(work, 'plain'), 'plain');
    symlinkSync('/etc/passwd', join(work, 'link'));
    symlinkSync('/etc', join(work, 'folder'));
    const outcome = await run([], { command: ['ls', '-A'], workFrom: work });
    expect(outcome.text).toBe('plain\n');
  });

  it('lets no process outlive its run', async () => {
    const mark = `mark-of-the-orphan-${sandbox.child.pid}`;
    const { end, text } = await run(['orphan', mark]);
    expect([end, text, processesWith(mark)]).toEqual(['exited', 'left\n', []]);
  });

  it('comes to the same verdicts with eight runs at once', async () => {
    const cases: [string, BoxEnd][] = [
      ['memory-private', 'memory'],
      ['flood', 'output'],
      ['crash', 'signalled'],
      ['fork-bomb', 'exited'],
      ['cpu-loop', 'time'],
    ];
    const all = Array.from({ length: 4 }, () => cases).flat();
    const ends = await Promise.all(all.map(async ([name]) => (await run([name, '1'])).end));
    expect(ends).toEqual(all.map(([, end]) => end));
  });

  it.each([
    ['cpuSeconds', 0],
    ['wallSeconds', -1],
    ['memoryMb', null],
    ['processes', 1e9],
    ['diskMb', 0.5e12],
  ])('refuses the limit %s = %p', async (name, value) => {
    await expect(run(['crash'], { limit: { [name]: value } })).rejects.toThrow(
      `BoxLimitError: The limit ${name}`,
    );
  });

  it('takes everything down with a supervisor that is killed, and its successor sweeps', async () => {
    const root = portable.folderFor(user, 'killed');
    const options = { user, minLevel: level, slots: 2 };
    const killed = await new SandboxProcess(portable, root, options).ready();
    const mark = `mark-of-${killed.child.pid}`;
    void attack(portable, killed, ['sleep-long', mark]);
    void attack(portable, killed, ['ignore-signals', mark], { limit: { cpuSeconds: 600 } });
    const running = (): string[] =>
      processesWith(mark).filter((pid) => commandOf(pid).startsWith('./attacks'));
    await until(() => running().length === 2);
    await killed.kill();
    await until(() => processesWith(mark).length === 0);
    const mounts = readFileSync('/proc/self/mounts', 'utf8');
    expect(mounts).not.toContain('lectern');
    const next = await new SandboxProcess(portable, root, options).ready();
    expect((await attack(portable, next, ['crash'])).end).toBe('signalled');
    await next.close();
    expect(readdirSync(root).filter((name) => name !== 'stage')).toEqual([]);
  });

  it('leaves nothing behind', async () => {
    const mark = `mark-of-all-slots-${sandbox.child.pid}`;
    const runs = Array.from({ length: SLOTS }, () => run(['sleep-long', mark]));
    const running = (): string[] =>
      processesWith(mark).filter((pid) => commandOf(pid).startsWith('./attacks'));
    await until(() => running().length === SLOTS);
    // Only now, while all slots are held, are these users ours alone; other workers' boxes on the machine have others.
    const users = level === 'L3' ? running().map((pid) => userOf(pid) ?? NaN) : [];
    expect(new Set(users).size).toBe(level === 'L3' ? SLOTS : 0);
    for (const pid of running()) process.kill(Number(pid), 'SIGKILL');
    expect((await Promise.all(runs)).map(({ end }) => end)).toEqual(runs.map(() => 'signalled'));
    await sandbox.rest();
    expect(leftovers({ users, base: sandbox.root, suite: mark })).toEqual([]);
    await sandbox.close();
    expect(leftInRoot(sandbox.root)).toEqual([]);
  });
});
