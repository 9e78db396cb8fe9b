import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { DiskCache } from './disk-cache.js';

const MB = 1024 * 1024;
let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lectern-cache-'));
  folder = join(root, 'cache');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const files = () => readdirSync(folder).map((name) => join(folder, name));
const text = async (cache: DiskCache, key: string) => (await cache.get(key))?.toString() ?? null;

describe('the cache on disk', () => {
  it('gives what was put under a key, and nothing else, also to the next process', async () => {
    const pairs = fc.uniqueArray(fc.tuple(fc.string(), fc.uint8Array({ maxLength: 300 })), {
      selector: ([key]) => key,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(pairs, fc.string(), async (kept, other) => {
        rmSync(folder, { recursive: true, force: true });
        const first = DiskCache.open(folder, 64 * MB);
        for (const [key, content] of kept) await first.put(key, Buffer.from(content));
        const next = DiskCache.open(folder, 64 * MB);
        for (const [key, content] of kept) expect(await next.get(key)).toEqual(Buffer.from(content));
        if (kept.every(([key]) => key !== other)) expect(await next.get(other)).toBeNull();
      }),
      { numRuns: 25 },
    );
  });

  it('replaces a content', async () => {
    const cache = DiskCache.open(folder, 64 * MB);
    await cache.put('k', Buffer.from('old'));
    await cache.put('k', Buffer.from('new'));
    expect([await text(cache, 'k'), files().length]).toEqual(['new', 1]);
  });

  it.each<[string, (entry: Buffer) => Buffer]>([
    ['one bit differs', (entry) => Buffer.concat([entry.subarray(0, -1), Buffer.from([entry.at(-1)! ^ 1])])],
    ['the end is missing', (entry) => entry.subarray(0, -3)],
    ['it is empty', () => Buffer.alloc(0)],
    ['the hash differs', (entry) => Buffer.concat([Buffer.alloc(32), entry.subarray(32)])],
  ])('does not use a file of which %s, and removes it', async (_what, damage) => {
    const cache = DiskCache.open(folder, 64 * MB);
    await cache.put('k', Buffer.from('content'));
    const [file = ''] = files();
    writeFileSync(file, damage(readFileSync(file)));
    expect(await cache.get('k')).toBeNull();
    expect(files()).toEqual([]);
  });

  it('does not take the entry of one key for that of another', async () => {
    const cache = DiskCache.open(folder, 64 * MB);
    await cache.put('a', Buffer.from('of a'));
    const [ofA = ''] = files();
    await cache.put('b', Buffer.from('of b'));
    const ofB = files().find((file) => file !== ofA) ?? '';
    writeFileSync(ofB, readFileSync(ofA));
    expect([await text(cache, 'b'), await text(cache, 'a')]).toEqual([null, 'of a']);
  });

  it('lets go what was used longest ago, and stays below its limit', async () => {
    const cache = DiskCache.open(folder, 64 * 4096);
    for (let number = 0; number < 60; number += 1) {
      await cache.put(`k${number}`, Buffer.alloc(100, number));
      if (number >= 10) expect(await cache.get('k3')).not.toBeNull();
    }
    for (let number = 60; number < 70; number += 1) await cache.put(`k${number}`, Buffer.alloc(100));
    const there = await Promise.all(Array.from({ length: 70 }, (_, number) => cache.get(`k${number}`)));
    const numbers = there.flatMap((content, number) => (content === null ? [] : [number]));
    expect(numbers[0]).toBe(3);
    expect(numbers.slice(1)).toEqual(
      Array.from({ length: numbers.length - 1 }, (_, i) => 71 - numbers.length + i),
    );
    expect(numbers.length).toBeLessThanOrEqual(64);
    expect(numbers.length).toBeGreaterThan(50);
  });

  it('does not keep what would fill it alone', async () => {
    const cache = DiskCache.open(folder, MB);
    await cache.put('big', Buffer.alloc(MB / 4));
    expect(await cache.get('big')).toBeNull();
  });

  it('serves several workers in one folder at once', async () => {
    const workers = [1, 2, 3].map(() => DiskCache.open(folder, 40 * 4096));
    await Promise.all(
      workers.flatMap((cache) =>
        Array.from({ length: 80 }, async (_, number) => {
          const key = `k${number % 20}`;
          await cache.put(key, Buffer.from(`content of ${key}`));
          const found = await text(workers[number % 3]!, key);
          if (found !== null) expect(found).toBe(`content of ${key}`);
        }),
      ),
    );
    expect(files().filter((file) => file.includes('unfinished'))).toEqual([]);
    expect(files().length).toBeGreaterThan(0);
  });

  it('is for its own user only, whatever the folder was before', async () => {
    mkdirSync(folder);
    chmodSync(folder, 0o777);
    const cache = DiskCache.open(folder, 64 * MB);
    await cache.put('k', Buffer.from('content'));
    expect([folder, ...files()].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o600]);
  });

  it('refuses a folder that is a link', () => {
    mkdirSync(join(root, 'elsewhere'));
    symlinkSync(join(root, 'elsewhere'), folder);
    expect(() => DiskCache.open(folder, MB)).toThrow('must be a folder');
  });

  it('removes what a writer that died left half-done, but not what one is writing', async () => {
    const cache = DiskCache.open(folder, 64 * MB);
    for (const name of ['unfinished-old', 'unfinished-new']) writeFileSync(join(folder, name), 'x');
    utimesSync(join(folder, 'unfinished-old'), 1, 1);
    await cache.put('k', Buffer.from('content'));
    expect(readdirSync(folder).filter((name) => name.startsWith('unfinished'))).toEqual(['unfinished-new']);
  });

  it('is empty, and no trouble, once its folder is gone', async () => {
    const cache = DiskCache.open(folder, 64 * MB);
    rmSync(folder, { recursive: true });
    await cache.put('k', Buffer.from('content'));
    expect(await cache.get('k')).toBeNull();
  });
});
