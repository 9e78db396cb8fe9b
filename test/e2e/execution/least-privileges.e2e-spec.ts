import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildEntryPoints, LONG_MS } from '../../setup/worker-process.js';

const ROOT = join(import.meta.dirname, '../../..');

interface SeccompProfile {
  defaultAction: string;
  syscalls: { names: string[]; action: string; args?: { index: number; value: number; op: string }[] }[];
}

/** Why the restrictions cannot be put on here; null when they can. */
function lack(): string | null {
  if (process.getuid?.() !== 0) return 'only root can give up what root has';
  const tried = spawnSync('/usr/bin/unshare', ['--mount', '/usr/bin/gcc', '--version']);
  return tried.status === 0 ? null : 'no mount namespaces, or no gcc';
}

/** The tests of a confined worker, or one line on why they are left out. */
function describeConfined(name: string, body: () => void): void {
  const why = lack();
  if (why === null) describe(name, body);
  else {
    process.stderr.write(`left out: "${name}" (${why})\n`);
    describe.skip(`${name} (${why})`, body);
  }
}

/** Where the checkout is seen, wherever it lies: it may be below /tmp or a home. */
const CHECKOUT = '/mnt/checkout';

/** As the unit and the container do it: a read-only root, no homes, an own /tmp. */
const FILES = `
set -e
mount --make-rprivate /
mount -t tmpfs -o mode=755 none /mnt
cp "$1" /mnt/confine
mkdir ${CHECKOUT}
mount --bind "$3" ${CHECKOUT}
mount -t tmpfs -o mode=1777 none /tmp
mount -t tmpfs -o mode=000,ro none /home
mount -o remount,bind,ro /
eval "$2"
shift 3
exec /mnt/confine "$@"`;

describeConfined('a worker with no more than deploy/ gives it', () => {
  let folder: string;
  let confine: string;
  let profile: SeccompProfile;

  beforeAll(() => {
    buildEntryPoints();
    folder = mkdtempSync(join(tmpdir(), 'lectern-confine-'));
    chmodSync(folder, 0o755);
    confine = join(folder, 'confine');
    profile = JSON.parse(readFileSync(join(ROOT, 'deploy/seccomp-worker.json'), 'utf8')) as SeccompProfile;
    const plain = profile.syscalls.filter(({ args }) => args === undefined).flatMap(({ names }) => names);
    const lines = plain.map((name) => `#ifdef __NR_${name}\n__NR_${name},\n#endif\n`);
    writeFileSync(join(folder, 'allowed.h'), lines.join(''));
    const source = join(ROOT, 'test/privileges/confine.c');
    execFileSync('/usr/bin/gcc', ['-O1', `-I${folder}`, '-o', confine, source]);
  }, LONG_MS);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs a program under the restrictions and, after the `more` of them, tells what it said. */
  function confined(words: string[], more = ':'): { status: number | null; said: string } {
    const { status, stdout, stderr } = spawnSync(
      '/usr/bin/unshare',
      ['--mount', '/bin/sh', '-c', FILES, 'confine', confine, more, ROOT, ...words],
      { encoding: 'utf8', env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin' } },
    );
    return { status, said: stdout + stderr };
  }
  const check = (more?: string) =>
    confined([process.execPath, `${CHECKOUT}/dist/src/cli.js`, 'sandbox', 'check'], more);

  it('is really confined', () => {
    const script =
      "grep -E '^(CapBnd|NoNewPrivs|Seccomp):' /proc/self/status; touch /usr/x; touch /tmp/y && echo y";
    const { said } = confined(['/bin/sh', '-c', script]);
    expect(said).toMatch(/CapBnd:\s+0+\nNoNewPrivs:\s+1\nSeccomp:\s+2\n/u);
    expect(said).toContain('Read-only file system');
    expect(said).toContain('y\n');
    expect(confined(['/usr/bin/python3', '-c', 'import socket; socket.socket(40)']).said).toContain(
      'PermissionError',
    );
  });

  it(
    'has boxes of level L2',
    () => {
      const { status, said } = check();
      expect(said).toContain('level L2');
      expect(said).not.toContain('BROKEN');
      expect(status).toBe(0);
    },
    LONG_MS,
  );

  it(
    'has none where parts of /proc are covered, as containers and ProtectKernelTunables= do: so deploy/ does not',
    () => {
      const { status, said } = check('mount --bind /proc/sys /proc/sys; mount -o remount,bind,ro /proc/sys');
      expect([status, said]).toEqual([125, expect.stringMatching(/proc/u)]);
      const unit = readFileSync(join(ROOT, 'deploy/lectern-worker.service'), 'utf8');
      expect(unit).not.toMatch(
        /^Protect(KernelTunables|KernelLogs|Proc)=|^ProcSubset=|^RestrictNamespaces=/mu,
      );
      expect(unit).toMatch(/^NoNewPrivileges=yes$/mu);
      expect(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8')).toContain('systempaths=unconfined');
    },
    LONG_MS,
  );

  it('refuses by default, and what only attackers of kernels call in any case', () => {
    expect(profile.defaultAction).toBe('SCMP_ACT_ERRNO');
    expect(new Set(profile.syscalls.map(({ action }) => action))).toEqual(new Set(['SCMP_ACT_ALLOW']));
    const names = profile.syscalls.flatMap((group) => group.names);
    for (const name of [
      'bpf',
      'ptrace',
      'keyctl',
      'io_uring_setup',
      'userfaultfd',
      'kexec_load',
      'init_module',
    ])
      expect(names).not.toContain(name);
  });
});
