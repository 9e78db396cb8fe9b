import fc from 'fast-check';
import { writeArchive } from '../../../platform/storage/archive/write-archive.js';
import { ArchiveError } from '../../../platform/storage/storage.errors.js';
import { InvalidExampleFilesError } from '../examples.errors.js';
import {
  decodeExampleFiles,
  encodeExampleFiles,
  EXAMPLE_LIMITS,
  exampleIdentifier,
} from './example-files.js';

async function decoded(files: Record<string, string>): Promise<Record<string, string>> {
  const result = await decodeExampleFiles(files);
  return Object.fromEntries(result.map(({ path, content }) => [path, content.toString('latin1')]));
}

const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');
const PNG = '\x89PNG\r\n\x1a\n';

describe('decodeExampleFiles', () => {
  it('takes texts as they are', async () => {
    expect(
      await decoded({
        'meta.yaml': 'a: 1',
        'x.py': 'aGk=',
        'y.txt': 'ü',
        'data.csv': 'data: 1,2',
        empty: '',
      }),
    ).toEqual({
      'meta.yaml': 'a: 1',
      'x.py': 'aGk=',
      'y.txt': 'Ã¼',
      'data.csv': 'data: 1,2',
      empty: '',
    });
  });

  it('decodes data URIs under any name', async () => {
    expect(
      await decoded({
        'a.py': `data:text/plain;charset=utf-8;base64,${base64('print')}`,
        'b.txt': 'data:,hello%20w%C3%B6rld',
        'c.png': `data:image/png;base64,${base64(PNG)}`,
        'd.txt': 'data:text/plain,a;b',
        'e.txt': 'data:image/png;base64,not base64!',
        'f.txt': 'data:,100%',
        'g.txt': 'data:,two\nlines',
      }),
    ).toEqual({
      'a.py': 'print',
      'b.txt': 'hello w\xc3\xb6rld',
      'c.png': PNG,
      'd.txt': 'a;b',
      'e.txt': 'data:image/png;base64,not base64!',
      'f.txt': 'data:,100%',
      'g.txt': 'data:,two\nlines',
    });
  });

  it.each(
    'png jpg jpeg gif bmp ico webp pdf zip gz tar 7z mat npy npz pkl xls xlsx doc docx ppt pptx mp3 mp4 wav ttf woff'.split(
      ' ',
    ),
  )('decodes base64 under a name ending in .%s', async (ending) => {
    const [name, upper] = [`a.${ending}`, `b.${ending.toUpperCase()}`];
    const files = {
      'meta.yaml': '',
      [name]: base64(PNG),
      [upper]: `${base64(PNG)}\n`,
      [`c.${ending}x1`]: 'aGk=',
    };
    expect(await decoded(files)).toMatchObject({ [name]: PNG, [upper]: PNG, [`c.${ending}x1`]: 'aGk=' });
    expect(await decoded({ 'meta.yaml': '', [name]: 'not base64' })).toMatchObject({ [name]: 'not base64' });
    expect(await decoded({ 'meta.yaml': '', [name]: 'aGk' })).toMatchObject({ [name]: 'aGk' });
  });

  it('unpacks a zip that comes alone, as base64 or data URI', async () => {
    const zip = await writeArchive(
      ['ex/meta.yaml', 'ex/content/index.md'].map((path) => ({ path, content: Buffer.from(path) })),
    );
    const unpacked = { 'meta.yaml': 'ex/meta.yaml', 'content/index.md': 'ex/content/index.md' };
    expect(await decoded({ 'example.zip': zip.toString('base64') })).toEqual(unpacked);
    expect(await decoded({ 'example.ZIP': `data:application/zip;base64,${zip.toString('base64')}` })).toEqual(
      unpacked,
    );
    expect(Object.keys(await decoded({ 'example.zip': zip.toString('base64'), 'meta.yaml': '' }))).toEqual([
      'example.zip',
      'meta.yaml',
    ]);
  });

  it('refuses a zip that is none', async () => {
    await expect(decodeExampleFiles({ 'a.zip': 'not base64' })).rejects.toThrow(InvalidExampleFilesError);
    await expect(
      decodeExampleFiles({ 'a.zip': base64('just some text that is long enough') }),
    ).rejects.toThrow(ArchiveError);
  });

  it('removes one common top folder', async () => {
    expect(await decoded({ 'ex/meta.yaml': 'a', './ex/content/index.md': 'b' })).toEqual({
      'meta.yaml': 'a',
      'content/index.md': 'b',
    });
  });

  it.each(['../x', '/x', 'a\\b', 'c:x', 'a//b', 'a/../b', 'a\0', '', 'x'.repeat(256)])(
    'refuses the path %j',
    async (path) => {
      await expect(decodeExampleFiles({ 'meta.yaml': '', [path]: 'x' })).rejects.toThrow(ArchiveError);
    },
  );

  it('refuses twins, half characters, too much, and too many', async () => {
    await expect(decodeExampleFiles({ a: 'x', A: 'x' })).rejects.toMatchObject({ reason: 'twin' });
    await expect(decodeExampleFiles({ a: '\ud800' })).rejects.toThrow(InvalidExampleFilesError);
    const limits = { ...EXAMPLE_LIMITS, maxEntries: 2, maxUnpackedBytes: 5, maxFileBytes: 4 };
    await expect(decodeExampleFiles({ a: '', b: '', c: '' }, limits)).rejects.toMatchObject({
      reason: 'too_many_entries',
    });
    await expect(decodeExampleFiles({ a: '12345' }, limits)).rejects.toMatchObject({
      reason: 'file_too_large',
    });
    await expect(decodeExampleFiles({ a: '1234', b: '12' }, limits)).rejects.toMatchObject({
      reason: 'unpacked_too_large',
    });
    expect(await decodeExampleFiles({ a: '1234', b: '1' }, limits)).toHaveLength(2);
  });

  it('takes megabytes of base64', async () => {
    const big = Buffer.alloc(12 << 20, 7);
    const [file] = await decodeExampleFiles({ 'a.png': big.toString('base64'), 'b.txt': '' });
    expect(file?.content.equals(big)).toBe(true);
    const [uri] = await decodeExampleFiles({
      'a.txt': `data:;base64,${big.toString('base64')}`,
      'b.txt': '',
    });
    expect(uri?.content.equals(big)).toBe(true);
  });
});

describe('encodeExampleFiles', () => {
  it('gives texts as texts and everything else as data URI with its media type', () => {
    const file = (path: string, content: string): { path: string; content: Buffer } => ({
      path,
      content: Buffer.from(content, 'latin1'),
    });
    const files = [
      file('a.md', '\xc3\xbc'),
      file('b.png', PNG),
      file('c.dat', '\xff'),
      file('d.txt', 'a\0'),
      file('e.svg', '<svg/>'),
      file('__proto__', 'x'),
    ];
    expect(Object.entries(encodeExampleFiles(files))).toEqual([
      ['a.md', 'ü'],
      ['b.png', `data:image/png;base64,${base64(PNG)}`],
      ['c.dat', 'data:application/octet-stream;base64,/w=='],
      ['d.txt', 'data:application/octet-stream;base64,YQA='],
      ['e.svg', '<svg/>'],
      ['__proto__', 'x'],
    ]);
  });

  it('is undone by decodeExampleFiles, whatever the bytes', async () => {
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
      fc.string({ unit: 'grapheme' }).map((text) => Buffer.from(text)),
      fc
        .constantFrom('data:,x', 'data:text/plain;base64,aGk=', 'aGk=', 'aGk', '\uFEFFtext', 'data:')
        .map((text) => Buffer.from(text)),
    );
    const path = fc.constantFrom('a.py', 'b.png', 'c/d.doc', 'e.zip', 'f', 'g.txt', '__proto__');
    const files = fc.uniqueArray(fc.record({ path, content }), { selector: (one) => one.path });
    await fc.assert(
      fc.asyncProperty(files, async (given) => {
        const all = [...given, { path: 'meta.yaml', content: Buffer.from('{}') }];
        const back = await decodeExampleFiles(
          JSON.parse(JSON.stringify(encodeExampleFiles(all))) as Record<string, string>,
        );
        expect(back.map((one) => [one.path, one.content])).toEqual(all.map((one) => [one.path, one.content]));
      }),
      { numRuns: 500 },
    );
  });
});

describe('exampleIdentifier', () => {
  it.each([
    ['given.id', 'any', 'given.id'],
    [undefined, 'week-1_euler', 'week.1.euler'],
    [undefined, 'a.b', 'a.b'],
    [undefined, '_a--b.', 'a.b'],
    [undefined, '--', undefined],
  ])('%j in %s', (identifier, directory, expected) => {
    expect(exampleIdentifier({ ...(identifier !== undefined && { identifier }) }, directory)).toBe(expected);
  });
});
