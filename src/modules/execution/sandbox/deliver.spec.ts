import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { deliverFiles } from './deliver.js';

const file = (
  path: string,
  text: string,
  executable = false,
): Parameters<typeof deliverFiles>[2][number] => ({
  path,
  content: Buffer.from(text),
  executable,
});

describe('deliverFiles', () => {
  let folder: string;
  let victim: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lectern-deliver-'));
    victim = mkdtempSync(join(tmpdir(), 'lectern-victim-'));
    writeFileSync(join(victim, 'file'), 'untouched');
  });

  afterEach(() => [folder, victim].forEach((path) => rmSync(path, { recursive: true, force: true })));

  const untouched = (): void => {
    expect(readdirSync(victim)).toEqual(['file']);
    expect(readFileSync(join(victim, 'file'), 'utf8')).toBe('untouched');
  };

  it('writes files with their folders and modes', () => {
    deliverFiles(folder, 'out', [file('a/b/c', 'deep'), file('run', '#!', true)]);
    expect(readFileSync(join(folder, 'out/a/b/c'), 'utf8')).toBe('deep');
    expect(lstatSync(join(folder, 'out/a/b/c')).mode & 0o777).toBe(0o644);
    expect(lstatSync(join(folder, 'out/run')).mode & 0o777).toBe(0o755);
    expect(readdirSync(join(folder, 'out')).sort()).toEqual(['a', 'run']);
  });

  it('replaces links and FIFOs in its way, at every step', () => {
    symlinkSync(victim, join(folder, 'out'));
    deliverFiles(folder, 'out', [file('file', 'new')]);
    symlinkSync(victim, join(folder, 'out/sub'));
    symlinkSync(join(victim, 'file'), join(folder, 'out/link'));
    execFileSync('mkfifo', [join(folder, 'out/fifo')]);
    deliverFiles(folder, 'out', [file('sub/file', 'new'), file('link', 'new'), file('fifo', 'new')]);
    untouched();
    for (const path of ['file', 'sub/file', 'link', 'fifo']) {
      expect(lstatSync(join(folder, 'out', path)).isFile()).toBe(true);
      expect(readFileSync(join(folder, 'out', path), 'utf8')).toBe('new');
    }
  });

  it('leaves no draft behind when a folder has the name of a file', () => {
    mkdirSync(join(folder, 'out/taken'), { recursive: true });
    expect(() => deliverFiles(folder, 'out', [file('taken', 'x')])).toThrow(/EISDIR/u);
    expect(readdirSync(join(folder, 'out'))).toEqual(['taken']);
  });
});
