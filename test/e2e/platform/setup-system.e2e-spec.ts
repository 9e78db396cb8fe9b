import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const SCRIPT = join(import.meta.dirname, '../../../scripts/setup-system.sh');
const HIDE = 'mount --bind /dev/null /usr/bin/prlimit && exec sh "$@"';

/** Runs the script where /usr/bin/prlimit seems not to be installed. */
function withoutPrlimit(args: string[], environment: Record<string, string> = {}) {
  const command = ['--user', '--map-root-user', '--mount', 'sh', '-c', HIDE, 'sh', SCRIPT, ...args];
  return spawnSync('unshare', command, { encoding: 'utf8', env: { ...process.env, ...environment } });
}

describe('scripts/setup-system.sh', () => {
  it('says with --check what is missing and the one command that installs it', () => {
    const { status, stdout } = withoutPrlimit(['--check']);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^missing: (\S+ )*util-linux( |\n)/);
    expect(stdout.split('\n')[1]).toMatch(/ (install|add) .*util-linux/);
  });

  it('installs nothing and stops nobody when it is forbidden', () => {
    const { status, stdout, stderr } = withoutPrlimit([], { LECTERN_SETUP: 'never' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toMatch(/^lectern: missing on this system: [^\n]*util-linux[^\n]*\n$/);
    expect(stderr).not.toContain('installing');
  });

  it('finds what is there', () => {
    const { stdout } = spawnSync('sh', [SCRIPT, '--check'], { encoding: 'utf8' });
    expect(stdout).not.toContain('util-linux');
  });
});
