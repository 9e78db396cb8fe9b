import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { inspectSource } from './read-only-source.js';
import { BoxRequestError } from './sandbox.errors.js';

describe('inspectSource', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lectern-source-'));
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'tests'), { mode: 0o755 });
    writeFileSync(join(folder, 'tests', 'a'), 'x'.repeat(100), { mode: 0o644 });
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const copied = (): boolean => inspectSource(join(folder, 'tests'), true).copy;

  it('binds what everybody may read', () => {
    expect(inspectSource(join(folder, 'tests'), true)).toMatchObject({ kind: 'folder', copy: false });
    expect(inspectSource(join(folder, 'tests', 'a'), true)).toMatchObject({
      kind: 'file',
      copy: false,
      bytes: 100,
    });
  });

  it('copies what another user could not enter, list or read', () => {
    chmodSync(join(folder, 'tests', 'a'), 0o600);
    expect(copied()).toBe(true);
    chmodSync(join(folder, 'tests', 'a'), 0o644);
    chmodSync(join(folder, 'tests'), 0o700);
    expect(copied()).toBe(true);
    chmodSync(join(folder, 'tests'), 0o755);
    chmodSync(folder, 0o700);
    expect(copied()).toBe(true);
  });

  it('copies nothing for a box that runs as ourselves', () => {
    chmodSync(folder, 0o700);
    expect(inspectSource(join(folder, 'tests'), false).copy).toBe(false);
  });

  it('looks at what a link points to, for the caller named it', () => {
    symlinkSync(join(folder, 'tests'), join(folder, 'link'));
    expect(inspectSource(join(folder, 'link'), true).path).toBe(join(folder, 'tests'));
  });

  it('refuses what is not there', () => {
    expect(() => inspectSource(join(folder, 'missing'), true)).toThrow(BoxRequestError);
  });
});
