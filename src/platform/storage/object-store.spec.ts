import { createHash } from 'node:crypto';
import fs, { mkdtemp, open, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ObjectStore } from './object-store.js';
import { ObjectDamagedError, ObjectNotFoundError, StorageFullError } from './storage.errors.js';

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');

async function listed(hashes: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const hash of hashes) all.push(hash);
  return all;
}

describe('ObjectStore', () => {
  let root: string;
  let store: ObjectStore;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'object-store-'));
    store = new ObjectStore(join(root, 'not', 'yet', 'there'));
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await rm(root, { recursive: true, force: true });
  });

  const fileOf = (hash: string): string => join(root, 'not/yet/there/objects', hash.slice(0, 2), hash);
  const unfinished = (): Promise<string[]> => readdir(join(root, 'not/yet/there/unfinished'));

  async function age(path: string, date: Date): Promise<void> {
    await utimes(path, date, date);
  }

  it('stores a buffer under its hash and gives it back', async () => {
    const stored = await store.put(Buffer.from('hello'));
    expect(stored).toEqual({ hash: sha256('hello'), size: 5 });
    expect((await store.read(stored.hash)).toString()).toBe('hello');
    const opened = await store.open(stored.hash);
    expect(opened.size).toBe(5);
    expect((await buffer(opened.stream)).toString()).toBe('hello');
    expect(await store.has(stored.hash)).toBe(true);
    expect((await stat(fileOf(stored.hash))).mode & 0o777).toBe(0o600);
    expect(await unfinished()).toEqual([]);
  });

  it('stores a stream, and the empty content', async () => {
    const stored = await store.put(Readable.from([Buffer.from('ab'), Buffer.from('cd')]));
    expect(stored).toEqual({ hash: sha256('abcd'), size: 4 });
    const empty = await store.put(Buffer.alloc(0));
    expect(await store.read(empty.hash)).toEqual(Buffer.alloc(0));
  });

  it('takes the same content many times at once', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, () => store.put(Buffer.from('same'))));
    expect(new Set(results.map((result) => result.hash))).toEqual(new Set([sha256('same')]));
    expect((await store.read(sha256('same'))).toString()).toBe('same');
    expect(await unfinished()).toEqual([]);
  });

  it('says "not found" for unknown hashes and for texts that are no hash', async () => {
    for (const hash of [sha256('unknown'), '', '../../etc/passwd', sha256('x').toUpperCase()]) {
      await expect(store.read(hash)).rejects.toThrow(ObjectNotFoundError);
      await expect(store.open(hash)).rejects.toThrow(ObjectNotFoundError);
      expect(await store.has(hash)).toBe(false);
      expect(await store.remove(hash)).toBe(false);
    }
  });

  it('notices bytes that have changed on the disk, and putting the content again heals them', async () => {
    const { hash } = await store.put(Buffer.from('right'));
    await writeFile(fileOf(hash), 'wrong');
    await expect(store.read(hash)).rejects.toThrow(ObjectDamagedError);
    await store.put(Buffer.from('right'));
    expect((await store.read(hash)).toString()).toBe('right');
  });

  it('removes', async () => {
    const { hash } = await store.put(Buffer.from('gone'));
    expect(await store.remove(hash)).toBe(true);
    expect(await store.has(hash)).toBe(false);
    expect(await store.remove(hash)).toBe(false);
  });

  it('lists and removes old objects, but not one that was stored again since', async () => {
    const [old, again, young] = await Promise.all(
      ['old', 'again', 'young'].map((text) => store.put(Buffer.from(text))),
    );
    const longAgo = new Date('2001-01-01T00:00:00Z');
    const border = new Date('2001-01-02T00:00:00Z');
    await age(fileOf(old!.hash), longAgo);
    await age(fileOf(again!.hash), longAgo);
    const hashes = await listed(store.listOlderThan(border));
    expect(hashes).toEqual([old!.hash, again!.hash].sort());
    await store.put(Buffer.from('again'));
    expect(await Promise.all(hashes.map((hash) => store.remove(hash, border)))).toEqual(
      hashes.map((hash) => hash === old!.hash),
    );
    expect(await store.has(again!.hash)).toBe(true);
    expect(await store.has(young!.hash)).toBe(true);
  });

  it('keeps what is stored again between the look at its age and its removal', async () => {
    const content = Buffer.from('again and again');
    const { hash } = await store.put(content);
    await age(fileOf(hash), new Date('2001-01-01T00:00:00Z'));
    const original = fs.stat;
    jest.spyOn(fs, 'stat').mockImplementationOnce(async (path) => {
      const found = await original(path);
      await store.put(content);
      return found;
    });
    expect(await store.remove(hash, new Date('2001-01-02T00:00:00Z'))).toBe(false);
    expect(await store.has(hash)).toBe(true);
    expect(await unfinished()).toEqual([]);
  });

  it('lists nothing before the first write', async () => {
    expect(await listed(store.listOlderThan(new Date()))).toEqual([]);
    expect(await store.removeUnfinishedOlderThan(new Date())).toBe(0);
  });

  it('leaves nothing behind when the stream fails', async () => {
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('part');
        throw new Error('connection lost');
      })(),
    );
    await expect(store.put(broken)).rejects.toThrow('connection lost');
    expect(await unfinished()).toEqual([]);
    expect(await listed(store.listOlderThan(new Date('2100-01-01')))).toEqual([]);
  });

  it.each(['ENOSPC', 'EDQUOT'])(
    'tells that the disk is full (%s), stores nothing, and recovers',
    async (code) => {
      const handle = await open(root, 'r');
      const prototype = Object.getPrototypeOf(handle) as typeof handle;
      await handle.close();
      await store.put(Buffer.from('makes the folders'));
      jest.spyOn(prototype, 'sync').mockRejectedValueOnce(Object.assign(new Error('no room'), { code }));
      await expect(store.put(Buffer.from('big'))).rejects.toThrow(StorageFullError);
      expect(await unfinished()).toEqual([]);
      expect(await store.has(sha256('big'))).toBe(false);
      await store.put(Buffer.from('big'));
      expect(await store.has(sha256('big'))).toBe(true);
    },
  );

  it('syncs the file before and the folder after it gets its name', async () => {
    await store.put(Buffer.from('makes the folders'));
    const handle = await open(root, 'r');
    const sync = jest.spyOn(Object.getPrototypeOf(handle) as typeof handle, 'sync');
    await handle.close();
    await store.put(Buffer.from('makes the folders'));
    expect(sync).toHaveBeenCalledTimes(2);
  });

  it('clears up what dead processes have begun', async () => {
    await store.put(Buffer.from('makes the folders'));
    const left = join(root, 'not/yet/there/unfinished/left');
    await writeFile(left, 'half');
    const now = new Date('2001-01-02T00:00:00Z');
    expect(await store.removeUnfinishedOlderThan(now)).toBe(0);
    await age(left, new Date('2001-01-01T00:00:00Z'));
    expect(await store.removeUnfinishedOlderThan(now)).toBe(1);
    expect(await unfinished()).toEqual([]);
  });
});
