import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { JobFolder } from './job-folder.js';

describe('JobFolder', () => {
  it('copies test files and folders of them however meta.yaml writes their paths', async () => {
    const folder = await JobFolder.create();
    const files = { 'a.py': '1', 'b.py': '2', 'data/x.txt': '3', 'data/deep/y.txt': '4', 'more/z.txt': '5' };
    const example = { identifier: 'e', meta: {}, dependencies: null, files };
    try {
      await folder.fill([], example, ['./a.py', 'data/', './more']);
      const { tests } = folder.directories;
      const found = (await readdir(tests, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(tests.length + 1));
      expect(found.sort()).toEqual(['a.py', 'data/deep/y.txt', 'data/x.txt', 'more/z.txt']);
      expect(await readFile(join(tests, 'a.py'), 'utf8')).toBe('1');
    } finally {
      await folder.remove();
    }
  });
});
