import fc from 'fast-check';
import {
  deflatedZeros,
  extraField,
  hostileZip,
  zip64End,
  type HostileArchive,
  type HostileEntry,
} from '../../../../test/factories/hostile-zip.js';
import { ArchiveError, type ArchiveRefusal } from '../storage.errors.js';
import { readArchive, type ArchiveLimits } from './read-archive.js';
import { writeArchive } from './write-archive.js';

const MIB = 1 << 20;
const LIMITS: ArchiveLimits = {
  maxPackedBytes: 10 * MIB,
  maxUnpackedBytes: 10 * MIB,
  maxFileBytes: 10 * MIB,
  maxEntries: 5000,
  maxNameBytes: 1024,
};

async function refusal(packed: Buffer, limits = LIMITS): Promise<ArchiveRefusal | 'accepted'> {
  try {
    await readArchive(packed, limits);
    return 'accepted';
  } catch (error) {
    if (error instanceof ArchiveError) return error.reason;
    throw error;
  }
}

const refusalOf = (entries: HostileEntry[], archive?: HostileArchive): Promise<string> =>
  refusal(hostileZip(entries, archive));

describe('an honest archive', () => {
  it('gives paths, contents and execute bits', async () => {
    const files = await readArchive(
      hostileZip([
        { name: 'src/' },
        { name: 'src/main.py', content: 'print(1)' },
        { name: 'run.sh', content: 'echo', mode: 0o100755, method: 0 },
        { name: './notes ü.txt', content: '' },
      ]),
      LIMITS,
    );
    expect(files.map((file) => [file.path, file.content.toString(), file.executable])).toEqual([
      ['src/main.py', 'print(1)', false],
      ['run.sh', 'echo', true],
      ['notes ü.txt', '', false],
    ]);
  });

  it('may be empty, have a comment, data descriptors and names in UTF-8 that are not marked as such', async () => {
    const descriptor = Buffer.alloc(16, 1);
    const local = { size: 0, packedSize: 0 };
    const packed = hostileZip(
      [
        { name: 'größe.txt', content: 'a', flags: 0x8, local, after: descriptor },
        { name: Buffer.from([0x81, 0x2e, 0x63]), content: 'b', flags: 0 },
      ],
      { comment: Buffer.from('hello') },
    );
    expect((await readArchive(packed, LIMITS)).map((file) => file.path)).toEqual(['größe.txt', 'ü.c']);
    expect(await readArchive(hostileZip([]), LIMITS)).toEqual([]);
  });

  it('may carry the zip64 end record', async () => {
    const entry = { name: 'a.py', content: 'x' };
    const plain = hostileZip([entry]);
    const directoryOffset = plain.readUInt32LE(plain.length - 6);
    const end = zip64End(BigInt(plain.length - 22), 1n, BigInt(directoryOffset));
    expect(
      await refusalOf([entry], { beforeEnd: end, entryCount: 0xffff, directoryOffset: 0xffffffff }),
    ).toBe('accepted');
  });
});

describe('names', () => {
  it.each([
    ['/etc/passwd', 'unsafe_path'],
    ['../evil', 'unsafe_path'],
    ['a/../../evil', 'unsafe_path'],
    ['a/./b', 'unsafe_path'],
    ['a//b', 'unsafe_path'],
    ['..', 'unsafe_path'],
    ['../', 'unsafe_path'],
    ['', 'unsafe_path'],
    ['/', 'unsafe_path'],
    ['./', 'unsafe_path'],
    ['a\\b', 'unsafe_path'],
    ['..\\evil', 'unsafe_path'],
    ['\\\\server\\share', 'unsafe_path'],
    ['C:evil', 'unsafe_path'],
    ['c:/evil', 'unsafe_path'],
    ['./c:/evil', 'unsafe_path'],
    ['a\0b', 'unsafe_path'],
    ['a\nb', 'unsafe_path'],
    ['a\u0085b', 'unsafe_path'],
    ['fdp.\u202Eyp', 'unsafe_path'],
    [Buffer.from([0x61, 0xff]), 'unsafe_path'],
    ['ü'.repeat(128), 'name_too_long'],
    [`${'x/'.repeat(600)}y`, 'name_too_long'],
    [`${'x/'.repeat(100)}y`, 'unsafe_path'],
  ])('%j is refused', async (name, reason) => {
    expect(await refusalOf([{ name, content: 'x' }])).toBe(reason);
  });

  it('takes 255 bytes a name', async () => {
    expect(await refusalOf([{ name: 'x'.repeat(255), content: 'x' }])).toBe('accepted');
  });

  it.each([
    ['a.py', 'a.py', 'duplicate'],
    ['a.py', 'A.py', 'twin'],
    ['src/a', 'SRC/b', 'twin'],
    ['\u00fc.py', 'u\u0308.py', 'twin'],
    ['ΑΣ', 'ασ', 'twin'],
    ['a', 'a/b', 'twin'],
    ['a/b', 'a', 'twin'],
    ['a/', 'a', 'twin'],
    ['./a', 'a', 'duplicate'],
  ])('%j beside %j is refused', async (first, second, reason) => {
    expect(
      await refusalOf([first, second].map((name) => ({ name, content: name.endsWith('/') ? '' : 'x' }))),
    ).toBe(reason);
  });

  it('takes a folder that is listed twice', async () => {
    expect(await refusalOf([{ name: 'a/' }, { name: 'a/' }, { name: 'a/x', content: '1' }])).toBe('accepted');
  });

  it('shows no control characters and no endless names in messages', async () => {
    const name = `\u202E\u0007${'x'.repeat(5000)}`;
    const refused = readArchive(hostileZip([{ name }]), LIMITS);
    await expect(refused).rejects.toThrow(/^[\x20-\x7e]{1,160}$/);
  });
});

describe('things that are no files', () => {
  it.each([
    ['symbolic link', 0o120777],
    ['character device', 0o020666],
    ['block device', 0o060666],
    ['FIFO', 0o010666],
    ['socket', 0o140777],
  ])('%s', async (_what, mode) => {
    expect(await refusalOf([{ name: 'x', content: '/etc/passwd', mode }])).toBe('not_a_file');
    expect(await refusalOf([{ name: 'x/', mode }])).toBe('not_a_file');
  });

  it('hard and symbolic links in old extra fields, of directory and local header', async () => {
    const pkware = extraField(0x000d, Buffer.concat([Buffer.alloc(12), Buffer.from('/etc/passwd')]));
    const asi = Buffer.alloc(14);
    asi.writeUInt16LE(0o120777, 4);
    expect(await refusalOf([{ name: 'x', extra: pkware }])).toBe('not_a_file');
    expect(await refusalOf([{ name: 'x', local: { extra: pkware } }])).toBe('not_a_file');
    expect(await refusalOf([{ name: 'x', extra: extraField(0x756e, asi) }])).toBe('not_a_file');
  });

  it('folders with contents and files marked as folders', async () => {
    expect(await refusalOf([{ name: 'x/', content: 'data' }])).toBe('inconsistent');
    expect(await refusalOf([{ name: 'x', content: 'data', mode: 0o40755 }])).toBe('inconsistent');
  });
});

describe('encryption and other methods', () => {
  it.each([0x1, 0x40, 0x41, 0x2000])('flags %i', async (flags) => {
    expect(await refusalOf([{ name: 'x', content: 'x', flags }])).toBe('encrypted');
  });

  it('a flag that only the local header has', async () => {
    expect(await refusalOf([{ name: 'x', content: 'x', local: { flags: 1 } }])).toBe('encrypted');
  });

  it('bzip2', async () => {
    expect(await refusalOf([{ name: 'x', packed: Buffer.from('BZh9'), method: 12, size: 9 }])).toBe(
      'unsupported',
    );
  });
});

describe('sizes', () => {
  const gibibyte = 1 << 30;

  it('a bomb that tells its size is refused', async () => {
    const bomb = deflatedZeros(gibibyte);
    expect(bomb.length).toBeLessThan(1.2 * MIB);
    expect(await refusalOf([{ name: 'x', packed: bomb, size: gibibyte }])).toBe('file_too_large');
  });

  it('a bomb that lies is refused without being unpacked beyond its claim', async () => {
    const bomb = deflatedZeros(gibibyte);
    const inflating = process.memoryUsage().arrayBuffers;
    expect(await refusalOf([{ name: 'x', packed: bomb, size: 100 }])).toBe('inconsistent');
    expect(process.memoryUsage().arrayBuffers - inflating).toBeLessThan(50 * MIB);
  });

  it('the sum counts as well as each file', async () => {
    const limits = { ...LIMITS, maxUnpackedBytes: 15, maxFileBytes: 10 };
    const files = (...sizes: number[]): Buffer =>
      hostileZip(sizes.map((size, index) => ({ name: `f${index}`, content: Buffer.alloc(size, 65) })));
    expect(await refusal(files(10, 5), limits)).toBe('accepted');
    expect(await refusal(files(10, 6), limits)).toBe('unpacked_too_large');
    expect(await refusal(files(11), limits)).toBe('file_too_large');
    expect(await refusal(files(1), { ...limits, maxPackedBytes: 10 })).toBe('packed_too_large');
  });

  it('claims that are too small, too large, or differ between the headers', async () => {
    expect(await refusalOf([{ name: 'x', content: 'four', size: 3 }])).toBe('inconsistent');
    expect(await refusalOf([{ name: 'x', content: 'four', size: 5 }])).toBe('inconsistent');
    expect(await refusalOf([{ name: 'x', content: 'four', size: 0 }])).toBe('inconsistent');
    expect(await refusalOf([{ name: 'x', content: 'four', local: { size: 3 } }])).toBe('inconsistent');
    expect(await refusalOf([{ name: 'x', content: 'four', method: 0, size: 3 }])).toBe('damaged');
    expect(await refusalOf([{ name: 'x', content: 'four', local: { method: 0 } }])).toBe('inconsistent');
    expect(await refusalOf([{ name: 'x', content: 'four', crc32: 7 }])).toBe('inconsistent');
  });

  it('bytes behind the end of the packed data', async () => {
    const packed = Buffer.concat([deflatedZeros(3), Buffer.from('hidden')]);
    expect(await refusalOf([{ name: 'x', content: '\0\0\0', packed }])).toBe('inconsistent');
  });

  it('too many entries, told or not', async () => {
    const entries = Array.from({ length: 6 }, (_, index) => ({ name: `f${index}`, content: 'x' }));
    const limits = { ...LIMITS, maxEntries: 5 };
    expect(await refusal(hostileZip(entries), limits)).toBe('too_many_entries');
    expect(await refusal(hostileZip(entries, { entryCount: 3 }), limits)).toBe('inconsistent');
    expect(await refusal(hostileZip(entries.slice(1)), limits)).toBe('accepted');
  });
});

describe('the layout', () => {
  const two: HostileEntry[] = [
    { name: 'a', content: 'first' },
    { name: 'b', content: 'other' },
  ];

  it('entries that share their bytes', async () => {
    expect(await refusalOf([two[0]!, { name: 'a', content: 'first', directoryOnly: true, offset: 0 }])).toBe(
      'duplicate',
    );
    const other = { name: 'b', content: 'first', directoryOnly: true, offset: 0 };
    expect(await refusalOf([two[0]!, other])).toBe('inconsistent');
  });

  it('an entry quoted inside the data of another', async () => {
    const inner = hostileZip([{ name: 'b', content: 'x' }]).subarray(0, -(46 + 1 + 22));
    const outer = { name: 'a', content: inner, method: 0 };
    expect(await refusalOf([outer, { name: 'b', content: 'x', directoryOnly: true, offset: 31 }])).toBe(
      'inconsistent',
    );
  });

  it('gaps, prefixes, and records that follow the directory', async () => {
    expect(await refusalOf([{ ...two[0]!, after: Buffer.alloc(30) }, two[1]!])).toBe('inconsistent');
    expect(await refusalOf(two, { beforeDirectory: Buffer.alloc(1) })).toBe('inconsistent');
    expect(await refusalOf(two, { beforeEnd: Buffer.alloc(4) })).toBe('inconsistent');
    expect(await refusalOf(two, { prefix: Buffer.from('MZ program') })).toBe('not_a_zip');
    expect(await refusalOf(two, { prefix: hostileZip(two) })).toBe('inconsistent');
  });

  it('fewer entries told than there are, more, and another name in the local header', async () => {
    expect(await refusalOf(two, { entryCount: 1 })).toBe('inconsistent');
    expect(await refusalOf(two, { entryCount: 3 })).toBe('damaged');
    expect(await refusalOf([{ ...two[0]!, local: { name: 'z' } }])).toBe('inconsistent');
  });

  it('a second archive in the comment', async () => {
    const inner = hostileZip([{ name: 'inner', content: 'x' }]);
    expect(await refusalOf(two, { comment: inner })).not.toBe('accepted');
    const outerLength = hostileZip(two).length;
    const directory = inner.subarray(inner.length - 22 - 46 - 5);
    const shifted = Buffer.from(directory);
    shifted.writeUInt32LE(outerLength, shifted.length - 6);
    expect(await refusalOf(two, { comment: shifted })).toBe('inconsistent');
  });

  it('a comment that is longer or shorter than told, several disks, wrong offsets', async () => {
    expect(await refusalOf(two, { comment: Buffer.from('abc'), commentLength: 2 })).toBe('damaged');
    expect(await refusalOf(two, { commentLength: 5 })).toBe('damaged');
    expect(await refusalOf(two, { diskNumber: 1 })).toBe('damaged');
    expect(await refusalOf(two, { directoryOffset: 0 })).toBe('damaged');
    expect(await refusalOf(two, { directoryOffset: 0xfffffff0 })).toBe('damaged');
    expect(await refusalOf([{ ...two[0]!, offset: 0xfffffff0 }])).toBe('damaged');
    expect(await refusalOf([{ ...two[0]!, packedSize: 0xfffffff0 }])).toBe('damaged');
  });

  it('zip64 records that lie', async () => {
    const offset = BigInt(hostileZip(two).length - 22);
    const huge = 0xffffffffffffffffn;
    expect(await refusalOf(two, { beforeEnd: zip64End(huge, 2n, 0n) })).toBe('damaged');
    expect(await refusalOf(two, { beforeEnd: zip64End(offset, huge, 0n) })).toBe('too_many_entries');
    expect(await refusalOf(two, { beforeEnd: zip64End(offset, 2n, huge) })).toBe('damaged');
    const sizes = Buffer.alloc(8, 0xff);
    expect(
      await refusalOf([{ name: 'a', content: 'x', size: 0xffffffff, extra: extraField(1, sizes) }]),
    ).toBe('file_too_large');
    expect(
      await refusalOf([{ name: 'a', content: 'x', size: 0xffffffff, extra: extraField(1, Buffer.alloc(2)) }]),
    ).toBe('damaged');
    expect(await refusalOf([{ name: 'a', content: 'x', extra: Buffer.from([1, 0, 255, 0]) }])).toBe(
      'damaged',
    );
  });

  it('every truncation', async () => {
    const whole = hostileZip(two);
    for (let length = 0; length < whole.length; length += 1) {
      expect(await refusal(whole.subarray(0, length))).toMatch(/^(not_a_zip|damaged)$/);
    }
  });

  it('what is no zip', async () => {
    expect(await refusal(Buffer.from('%PDF-1.7 and some more text here'))).toBe('not_a_zip');
    expect(await refusal(Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(40)]))).toBe('damaged');
  });
});

describe('any bytes', () => {
  const names = fc.oneof(
    fc.constantFrom('a', 'A', 'a/b', '../x', '/x', 'c:\\x', 'a/', 'ü', 'u\u0308', ''),
    fc.string({ unit: 'binary', maxLength: 12 }),
  );
  const entries = fc.array(
    fc.record(
      {
        name: names,
        content: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
        mode: fc.nat(0xffff),
        method: fc.constantFrom(0, 8, 12),
        flags: fc.nat(0xffff),
        size: fc.nat(0xffffffff),
        offset: fc.nat(300),
      },
      { requiredKeys: ['name', 'content'] },
    ),
    { maxLength: 4 },
  );
  const changes = fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { maxLength: 6 });

  it('are read into safe, distinct paths or refused by an ArchiveError', async () => {
    await fc.assert(
      fc.asyncProperty(entries, changes, async (given, bytes) => {
        const packed = hostileZip(given);
        for (const [place, value] of bytes) packed[place % packed.length] = value;
        const files = await readArchive(packed, LIMITS).catch((error: unknown) => {
          expect(error).toBeInstanceOf(ArchiveError);
          return [];
        });
        for (const { path } of files) {
          expect(path).not.toMatch(/^\/|^[A-Za-z]:|\\|\p{Cc}/u);
          expect(path.split('/').filter((part) => ['', '.', '..'].includes(part))).toEqual([]);
        }
        expect(new Set(files.map((file) => file.path.normalize('NFC').toLowerCase())).size).toBe(
          files.length,
        );
      }),
      { numRuns: 1500 },
    );
  });

  it('what writeArchive packs comes back', async () => {
    const safeName = fc.stringMatching(/^[a-z0-9_]{1,8}(\/[a-z0-9_]{1,8}\.x)?$/);
    const files = fc.uniqueArray(
      fc.record({ path: safeName, content: fc.uint8Array(), executable: fc.boolean() }),
      { selector: (file) => file.path.split('/')[0], maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(files, async (given) => {
        const packed = given.map((file) => ({ ...file, content: Buffer.from(file.content) }));
        const read = await readArchive(await writeArchive(packed), LIMITS);
        expect(read).toEqual(packed.sort((a, b) => (a.path < b.path ? -1 : 1)));
        expect(await writeArchive(read.reverse())).toEqual(await writeArchive(packed));
      }),
    );
  });
});
