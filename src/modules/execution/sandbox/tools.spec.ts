import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { SandboxUnavailableError } from './sandbox.errors.js';
import { findTools } from './tools.js';

const ALL = ['bwrap', 'flock', 'mkfifo', 'mount', 'prlimit', 'setpriv', 'sh', 'unshare'];

describe('findTools', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lectern-tools-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const put = (names: readonly string[]): void =>
    names.forEach((name) => {
      writeFileSync(join(folder, name), '');
      chmodSync(join(folder, name), 0o755);
    });

  it('finds all of them', () => {
    put(ALL);
    expect(findTools(['/nowhere', folder]).bwrap).toBe(join(folder, 'bwrap'));
  });

  it('names what is missing and the one command that mends it', () => {
    put(ALL.filter((name) => !['bwrap', 'setpriv'].includes(name)));
    const attempt = (): unknown => findTools([folder]);
    expect(attempt).toThrow(SandboxUnavailableError);
    expect(attempt).toThrow(/bwrap, setpriv.*sudo scripts\/setup-system\.sh/u);
  });
});
