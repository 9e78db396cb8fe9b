import fc from 'fast-check';
import { ArchiveError } from '../../../platform/storage/storage.errors.js';
import { keptFiles, selectFiles } from './kept-files.js';

const file = (path: string, content: string | Buffer = 'x'): { path: string; content: Buffer } => ({
  path,
  content: Buffer.from(content),
});
/** Beside main.py, so that no top folder is removed. */
const kept = (path: string, content?: string | Buffer): string[] =>
  keptFiles([file('main.py'), file(path, content)])
    .kept.slice(1)
    .map((one) => one.path);
const reason = (path: string, content?: string | Buffer): string | undefined =>
  keptFiles([file('main.py'), file(path, content)]).dropped[0]?.reason;

describe('what is dropped', () => {
  const endings =
    'exe dll com bat cmd msi scr vbs wsf bin so a o dylib app dmg pkg ps1 class elf db sqlite sqlite3 iso img vhd vmdk jar jnlp docm xlsm pptm lnk reg sys';

  it.each(endings.split(' '))('files ending in .%s, in any case', (ending) => {
    expect(reason(`x.${ending}`)).toBe('file_type');
    expect(reason(`src/x.tar.${ending.toUpperCase()}`)).toBe('file_type');
    expect(kept(ending)).toEqual([ending]);
    expect(kept(`${ending}.py`)).toEqual([`${ending}.py`]);
  });

  it.each(['4d5a', '7f454c46', 'feedface', 'feedfacf', 'cefaedfe', 'cffaedfe', 'cafebabe'])(
    'programs that start with %s, whatever they are called',
    (magic) => {
      const bytes = Buffer.from(magic, 'hex');
      expect(reason('solution.py', Buffer.concat([bytes, Buffer.from('...')]))).toBe('program');
      expect(reason('solution.py', bytes)).toBe('program');
      expect(kept('solution.py', bytes.subarray(0, bytes.length - 1))).toEqual(['solution.py']);
      expect(kept('solution.py', Buffer.concat([Buffer.from(' '), bytes]))).toEqual(['solution.py']);
    },
  );

  it.each(['readme', 'README.md', 'ReadMe_first.txt', 'src/readme.de.md'])('%s', (path) => {
    expect(reason(path)).toBe('readme');
  });

  it.each(
    'mediaFiles media node_modules __pycache__ build dist target bin obj out coverage __MACOSX'.split(' '),
  )('everything below a folder %s, but not a file of that name', (folder) => {
    expect(reason(`${folder}/x.py`)).toBe('folder');
    expect(reason(`src/${folder}/deep/x.py`)).toBe('folder');
    expect(kept(`${folder}s/x.py`)).toEqual([`${folder}s/x.py`]);
    if (folder !== '__MACOSX') expect(kept(`src/${folder}`)).toEqual([`src/${folder}`]);
  });

  it.each(['.env', '.git/config', 'src/.vscode/x.json', '.gradle/x', '.next/x', '.DS_Store', '._main.py'])(
    '%s',
    (path) => {
      expect(reason(path)).toBe('hidden');
    },
  );

  it.each(['Thumbs.db', 'thumbs.db', 'src/Desktop.ini'])('%s', (path) => {
    expect(reason(path)).toBe('system_file');
  });

  it.each(['a.py~', '~', 'a.bak', 'a.py.BAK', 'a.swp', 'a.swo', 'a.tmp'])('%s', (path) => {
    expect(reason(path)).toBe('backup');
  });

  it('files whose name becomes one of these by cleaning it', () => {
    expect(reason(`${'a'.repeat(96)}.exe${'x'.repeat(30)}`)).toBe('file_type');
    expect(reason('x.p\u212ag')).toBe('file_type');
  });

  it('empty files', () => {
    expect(reason('__init__.py', '')).toBe('empty');
  });
});

describe('names', () => {
  it.each([
    ['my file.py', 'my_file.py'],
    ['Übung (1).py', 'Übung_(1).py'],
    ['u\u0308bung.py', '\u00fcbung.py'],
    ['задача-2.c', 'задача-2.c'],
    ['a&b$c;d`e.py', 'a_b_c_d_e.py'],
    ['a😀b.py', 'a_b.py'],
    ['-rf', '-rf'],
    ['my src/ü/a.py', 'my_src/_/a.py'],
    ['src(1)/a.py', 'src_1_/a.py'],
    ['v1.2-x_y/a.py', 'v1.2-x_y/a.py'],
    ['tab\there', 'tab_here'],
  ])('%s becomes %s', (path, clean) => {
    expect(kept(path)).toEqual([clean]);
  });

  it('have at most 100 characters and 255 bytes, and keep their ending', () => {
    expect(kept(`${'a'.repeat(97)}.py`)).toEqual([`${'a'.repeat(97)}.py`]);
    expect(kept(`${'a'.repeat(98)}.py`)).toEqual([`${'a'.repeat(97)}.py`]);
    expect(kept(`${'b'.repeat(150)}/a.py`)).toEqual([`${'b'.repeat(100)}/a.py`]);
    const [chinese] = kept(`${'字'.repeat(85)}.c`);
    expect(chinese).toBe(`${'字'.repeat(84)}.c`);
  });

  it('that fall together are refused, also as file and folder', () => {
    expect(() => keptFiles([file('a b.py'), file('a_b.py')])).toThrow(ArchiveError);
    expect(() => keptFiles([file('a b'), file('a_b/x.py')])).toThrow(ArchiveError);
    expect(() => keptFiles([file(`${'a'.repeat(120)}1`), file(`${'a'.repeat(120)}2`)])).toThrow(ArchiveError);
  });

  it('of dropped files hinder nobody', () => {
    expect(keptFiles([file('a b.py', ''), file('a_b.py')]).kept.map((one) => one.path)).toEqual(['a_b.py']);
  });
});

describe('the top folder', () => {
  it('goes, whatever it is called, and is still part of the original path', () => {
    const { kept, dropped } = keptFiles([
      file('build/a.py'),
      file('build/src/b.py'),
      file('build/readme.md'),
    ]);
    expect(kept.map((one) => [one.originalPath, one.path])).toEqual([
      ['build/a.py', 'a.py'],
      ['build/src/b.py', 'src/b.py'],
    ]);
    expect(dropped).toEqual([{ path: 'build/readme.md', reason: 'readme' }]);
  });

  it('is found beside what a Mac adds', () => {
    const { kept } = keptFiles([file('hw/a.py'), file('__MACOSX/hw/._a.py')]);
    expect(kept.map((one) => one.path)).toEqual(['a.py']);
  });
});

describe('for any files', () => {
  const segment = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
    fc.constantFrom(
      'src',
      'a b',
      'ü',
      'u\u0308',
      '.x',
      'build',
      'x.exe',
      'x.pKg',
      'A.py',
      'a.py',
      `${'ab.'.repeat(50)}exe1`,
    ),
  );
  const path = fc
    .array(segment, { minLength: 1, maxLength: 4 })
    .map((parts) => parts.map((part) => part.replaceAll('/', '|')).join('/'));
  const files = fc.array(fc.tuple(path, fc.uint8Array({ maxLength: 5 })), { maxLength: 6 });

  it('the paths that come out are safe, the result is the same again, and a second time changes nothing', () => {
    fc.assert(
      fc.property(files, (given) => {
        const input = given.map(([name, bytes]) => file(name, Buffer.from(bytes)));
        const result = attempt(() => keptFiles(input));
        expect(attempt(() => keptFiles(input))).toEqual(result);
        if (!result) return;
        expect(result.kept.length + result.dropped.length).toBe(input.length);
        for (const one of result.kept) {
          const parts = one.path.split('/');
          const name = parts.pop() ?? '';
          expect(name).toMatch(/^[\p{L}\p{Nd}_()-][\p{L}\p{Nd}_.()-]*$/u);
          for (const folder of parts) expect(folder).toMatch(/^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}$/);
          expect(Array.from(name).length).toBeLessThanOrEqual(100);
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        }
        expect(selectFiles(result.kept)).toEqual({ kept: result.kept, dropped: [] });
      }),
      { numRuns: 2000 },
    );
  });
});

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    expect(error).toBeInstanceOf(ArchiveError);
    return undefined;
  }
}
