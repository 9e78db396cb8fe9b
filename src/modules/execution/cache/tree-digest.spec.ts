import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from './tree-digest.js';

let root: string;
let tree: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lectern-digest-'));
  tree = join(root, 'tree');
  mkdirSync(join(tree, 'a', 'b'), { recursive: true });
  writeFileSync(join(tree, 'main.c'), 'int main;');
  writeFileSync(join(tree, 'a', 'data'), 'x'.repeat(600_000));
  symlinkSync('main.c', join(tree, 'link'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('the digest of a folder', () => {
  it('is the same for a copy elsewhere and at another time', async () => {
    cpSync(tree, join(root, 'copy'), { recursive: true, verbatimSymlinks: true });
    utimesSync(join(root, 'copy', 'main.c'), 1, 1);
    expect(await digestOf(join(root, 'copy'))).toBe(await digestOf(tree));
  });

  it.each<[string, () => void]>([
    ['a byte of a file', () => writeFileSync(join(tree, 'a', 'data'), `${'x'.repeat(599_999)}y`)],
    ['a name', () => renameSync(join(tree, 'main.c'), join(tree, 'main.h'))],
    ['a place', () => renameSync(join(tree, 'a', 'data'), join(tree, 'a', 'b', 'data'))],
    ['a new file', () => writeFileSync(join(tree, 'a', 'b', 'empty'), '')],
    ['an empty folder', () => mkdirSync(join(tree, 'c'))],
    ['whether a file may be run', () => chmodSync(join(tree, 'main.c'), 0o755)],
    ['where a link leads', () => (rmSync(join(tree, 'link')), symlinkSync('a/data', join(tree, 'link')))],
    [
      'a link in place of its file',
      () => (rmSync(join(tree, 'main.c')), symlinkSync('a/data', join(tree, 'main.c'))),
    ],
    ['a folder in place of a file', () => (rmSync(join(tree, 'main.c')), mkdirSync(join(tree, 'main.c')))],
  ])('changes with %s', async (_what, change) => {
    const before = await digestOf(tree);
    change();
    expect(await digestOf(tree)).not.toBe(before);
  });

  it('is that of one file where the path is a file', async () => {
    const before = await digestOf(join(tree, 'main.c'));
    expect(before).not.toBe(await digestOf(join(tree, 'a', 'data')));
    writeFileSync(join(tree, 'main.c'), 'int main2;');
    expect(await digestOf(join(tree, 'main.c'))).not.toBe(before);
  });
});
