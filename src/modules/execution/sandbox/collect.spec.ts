import { execFileSync } from 'node:child_process';
import {
  closeSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';

import { collectFiles, type Collection, folderParts } from './collect.js';
import { openFolder } from './tree.js';

const PLENTY = { maxFiles: 100, maxBytes: 1_000_000 };

describe('collectFiles', () => {
  let work: string;

  beforeEach(() => {
    work = mkdtempSync(join(tmpdir(), 'lectern-collect-'));
    mkdirSync(join(work, 'out'));
  });

  afterEach(() => rmSync(work, { recursive: true, force: true }));

  const collect = (folder = 'out', limits = PLENTY): Collection => {
    const opened = openFolder(work);
    try {
      return collectFiles(opened, folder, limits);
    } finally {
      closeSync(opened);
    }
  };

  it('brings files and their folders with their bytes, in order', () => {
    mkdirSync(join(work, 'out/b/c'), { recursive: true });
    writeFileSync(join(work, 'out/b/c/deep'), Buffer.from([0, 255, 10]), { mode: 0o755 });
    writeFileSync(join(work, 'out/a ä'), '');
    writeFileSync(join(work, 'outside'), 'no');
    expect(collect()).toEqual({
      files: [
        { path: 'a ä', content: Buffer.alloc(0), executable: false },
        { path: 'b/c/deep', content: Buffer.from([0, 255, 10]), executable: true },
      ],
      left: 0,
    });
  });

  it('brings a file of many pieces as it is', () => {
    const content = Buffer.from(Uint32Array.from({ length: 200_000 }, (_, index) => index).buffer);
    writeFileSync(join(work, 'out/large'), content);
    expect(collect().files[0]?.content.equals(content)).toBe(true);
  });

  it('leaves everything that is no plain file with one name', () => {
    writeFileSync(join(work, 'secret'), 'secret');
    symlinkSync(join(work, 'secret'), join(work, 'out/link'));
    symlinkSync('/', join(work, 'out/root'));
    linkSync(join(work, 'secret'), join(work, 'out/hard'));
    execFileSync('mkfifo', [join(work, 'out/fifo')]);
    writeFileSync(Buffer.concat([Buffer.from(join(work, 'out/')), Buffer.from([0xff, 0xfe])]), 'no text');
    for (const name of ['a\nb', 'a\\b', 'a\u007f']) writeFileSync(join(work, 'out', name), 'x');
    expect(collect()).toEqual({ files: [], left: 8 });
  });

  it.each(['', 'real'])('takes no folder that is a link (%p)', (below) => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'lectern-elsewhere-'));
    mkdirSync(join(elsewhere, 'real'));
    writeFileSync(join(elsewhere, 'real', 'file'), 'secret');
    rmSync(join(work, 'out'), { recursive: true });
    symlinkSync(elsewhere, join(work, 'out'));
    expect(collect(join('out', below))).toEqual({ files: [], left: 0 });
    rmSync(elsewhere, { recursive: true });
  });

  it('stays within its limits, holes in files included', () => {
    for (const name of ['a', 'b', 'c']) writeFileSync(join(work, 'out', name), 'x'.repeat(400));
    truncateSync(join(work, 'out/b'), 10_000_000_000);
    expect(collect().files.map(({ path }) => path)).toEqual(['a', 'c']);
    expect(collect('out', { ...PLENTY, maxFiles: 1 })).toMatchObject({ files: [{ path: 'a' }], left: 2 });
    expect(collect('out', { ...PLENTY, maxBytes: 400 })).toMatchObject({ files: [{ path: 'a' }], left: 2 });
  });

  it('gives up on folders deeper than anybody needs', () => {
    mkdirSync(join(work, 'out', ...Array.from({ length: 60 }, () => 'd')), { recursive: true });
    expect(collect()).toEqual({ files: [], left: 1 });
  });

  it('has nothing where the folder is missing or no folder', () => {
    writeFileSync(join(work, 'file'), 'x');
    expect([collect('missing'), collect('file')]).toEqual([
      { files: [], left: 0 },
      { files: [], left: 0 },
    ]);
  });
});

describe('folderParts', () => {
  it('keeps whatever is asked below the working folder', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('..', '.', '', 'a', '/', '\0', 'b..')), (words) => {
        try {
          return folderParts(words.join('/')).every((part) => part !== '..' && !part.includes('/'));
        } catch (error) {
          return (error as Error).name === 'BoxRequestError';
        }
      }),
    );
    expect(folderParts('./a//b')).toEqual(['a', 'b']);
  });
});
