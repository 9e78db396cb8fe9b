import { removeTopFolder } from './remove-top-folder.js';

const after = (...paths: string[]): string[] =>
  removeTopFolder(paths.map((path) => ({ path }))).map((file) => file.path);

describe('removeTopFolder', () => {
  it('removes one common folder, the outermost only', () => {
    expect(after('hw/a.py', 'hw/src/b.py')).toEqual(['a.py', 'src/b.py']);
    expect(after('a/b/c.py')).toEqual(['b/c.py']);
  });

  it('leaves everything when something lies beside or at the root', () => {
    expect(after('hw/a.py', 'b.py')).toEqual(['hw/a.py', 'b.py']);
    expect(after('hw/a.py', 'hw2/b.py')).toEqual(['hw/a.py', 'hw2/b.py']);
    expect(after('hw', 'hwx/b.py')).toEqual(['hw', 'hwx/b.py']);
    expect(after()).toEqual([]);
  });

  it('is not misled by what operating systems add', () => {
    expect(after('hw/a.py', 'hw/.DS_Store', '.DS_Store', '__MACOSX/hw/._a.py')).toEqual([
      'a.py',
      '.DS_Store',
    ]);
    expect(after('__MACOSX/._a.py', 'a.py')).toEqual(['__MACOSX/._a.py', 'a.py']);
    expect(after('__MACOSX/x')).toEqual(['__MACOSX/x']);
  });

  it('keeps the other properties', () => {
    expect(removeTopFolder([{ path: 'a/b', size: 3 }])).toEqual([{ path: 'b', size: 3 }]);
  });
});
