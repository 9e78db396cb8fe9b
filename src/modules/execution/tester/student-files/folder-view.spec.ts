import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderView } from './folder-view.js';

let root: string;
let view: FolderView;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lectern-view-'));
  await mkdir(join(root, 'hand-in/sub'), { recursive: true });
  await writeFile(join(root, 'secret.txt'), 'secret');
  for (const [path, text] of [
    ['b.py', 'b'],
    ['B.py', 'B'],
    ['ä.py', 'ä'],
    ['.a.py', 'a'],
    ['empty.txt', ''],
    ['sub/x.py', 'x'],
  ]) {
    await writeFile(join(root, 'hand-in', path!), text!);
  }
  for (const folder of ['node_modules/one', '.hidden']) {
    await mkdir(join(root, 'packages', folder), { recursive: true });
    await writeFile(join(root, 'packages', folder, 'y.py'), 'y');
  }
  await writeFile(join(root, 'packages/own.py'), 'own');
  await symlink('../secret.txt', join(root, 'hand-in/link.txt'));
  await symlink('..', join(root, 'hand-in/up'));
  await symlink('sub', join(root, 'hand-in/alias'));
  execFileSync('mkfifo', [join(root, 'hand-in/pipe.py')]);
  view = new FolderView(join(root, 'hand-in'));
});
afterAll(() => rm(root, { recursive: true }));

describe('FolderView', () => {
  it('lists sources in byte order, without hidden files, links and pipes', async () => {
    expect(await view.filesEndingIn(['.py'])).toEqual(['B.py', 'b.py', 'ä.py']);
  });

  it('lists sources of all folders but hidden ones and installed packages', async () => {
    expect(await view.filesBelowEndingIn(['.py'])).toEqual(['B.py', 'b.py', 'sub/x.py', 'ä.py']);
    expect(await new FolderView(join(root, 'packages')).filesBelowEndingIn(['.py'])).toEqual(['own.py']);
  });

  it('reads regular files only', async () => {
    expect(await view.readText('b.py')).toBe('b');
    expect(await view.readText('sub/x.py')).toBe('x');
    expect(await view.readText('./sub//x.py')).toBe('x');
    expect(await view.readText('b.py', 0)).toBeUndefined();
  });

  it.each([
    'link.txt',
    'up/secret.txt',
    'alias/x.py',
    '../secret.txt',
    '/etc/passwd',
    'pipe.py',
    'sub',
    '',
    'none',
    'b.py\0',
  ])('does not open %j', async (path) => {
    expect(await view.readText(path)).toBeUndefined();
    expect(await view.hasFile(path)).toBe(false);
  });

  it('finds neither links nor what is behind them', async () => {
    expect((await view.glob('**')).map(({ path }) => path)).toEqual([
      'B.py',
      'b.py',
      'empty.txt',
      'sub',
      'sub/x.py',
      'ä.py',
    ]);
    expect(await view.glob('up/*')).toEqual([]);
    expect(await view.glob('../*')).toEqual([]);
    expect(await view.glob('empty.*')).toEqual([{ path: 'empty.txt', isFile: true, size: 0 }]);
  });
});
