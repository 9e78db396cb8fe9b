import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { readFiles, unzip, zip } from '../../demo/archive.js';
import { sameFiles } from '../../demo/steps/grade.js';

const path = fc.array(fc.stringMatching(/^[a-zA-Zäö0-9_.-]{0,8}[a-z]$/), { minLength: 1, maxLength: 3 });
const files = fc
  .uniqueArray(fc.tuple(path, fc.uint8Array({ maxLength: 300 })), {
    selector: ([segments]) => segments.join('/'),
  })
  .map((entries) => new Map(entries.map(([segments, bytes]) => [segments.join('/'), Buffer.from(bytes)])));

describe('zip and unzip', () => {
  it('give back every file byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(files, async (some) => {
        expect(sameFiles(await unzip(await zip(some)), some)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('make the same archive of the same files, and put them into the wanted top folder', async () => {
    const some = new Map([['a/b.txt', Buffer.from('b')]]);
    expect(await zip(some)).toEqual(await zip(some));
    expect([...(await unzip(await zip(some, 'top'))).keys()]).toEqual(['top/a/b.txt']);
  });
});

describe('sameFiles', () => {
  it('notices other bytes, other names, and files too many or too few', () => {
    const one = new Map([['a', Buffer.from('1')]]);
    expect(sameFiles(one, new Map([['a', Buffer.from('2')]]))).toBe(false);
    expect(sameFiles(one, new Map([['b', Buffer.from('1')]]))).toBe(false);
    expect(sameFiles(one, new Map([...one, ['b', Buffer.from('2')]]))).toBe(false);
    expect(sameFiles(new Map([...one, ['b', Buffer.from('2')]]), one)).toBe(false);
    expect(sameFiles(one, new Map(one))).toBe(true);
  });
});

describe('readFiles', () => {
  const folder = mkdtempSync(join(tmpdir(), 'demo-files-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('reads regular files by their relative paths, without caches and links', async () => {
    mkdirSync(join(folder, 'sub', '__pycache__'), { recursive: true });
    writeFileSync(join(folder, 'sub', 'b.py'), 'b');
    writeFileSync(join(folder, 'a.py'), 'a');
    writeFileSync(join(folder, 'sub', '__pycache__', 'b.pyc'), 'x');
    symlinkSync('/etc/passwd', join(folder, 'link'));
    const read = await readFiles(folder);
    expect([...read].map(([name, content]) => [name, content.toString()])).toEqual([
      ['a.py', 'a'],
      ['sub/b.py', 'b'],
    ]);
  });
});
