import { mkdir, mkdtemp, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Env } from '../config/env.js';
import { BareRepositories } from './bare-repositories.js';

const KEY = '00000000-0000-7000-8000-000000000000/assignments';

describe('the use of a repository', () => {
  let home: string;
  let repositories: BareRepositories;
  let renewal: () => void;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'lectern-bare-'));
    repositories = new BareRepositories({ LECTERN_HOME: home, PUBLIC_URL: 'http://localhost' } as Env);
    await mkdir(repositories.folderOf(KEY), { recursive: true });
    jest.spyOn(global, 'setInterval').mockImplementation(((work: () => void, ms: number) => {
      expect(ms).toBe(60_000);
      renewal = work;
      return setTimeout(() => undefined, 0);
    }) as typeof setInterval);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await rm(home, { recursive: true, force: true });
  });

  const isYoung = async () => Date.now() - (await stat(repositories.folderOf(KEY))).mtimeMs < 30 * 60_000;
  const age = async () => {
    const then = new Date(Date.now() - 3600_000);
    await utimes(repositories.folderOf(KEY), then, then);
  };

  it('is seen from its beginning, and renewed each minute until its end', async () => {
    await age();
    const clear = jest.spyOn(global, 'clearInterval');
    const end = await repositories.hold(KEY);
    expect(await isYoung()).toBe(true);
    await age();
    renewal();
    while (!(await isYoung())) await new Promise(setImmediate);
    end();
    expect(clear).toHaveBeenCalledTimes(1);
  });

  it('of one that is not there yet is no error', async () => {
    await rm(repositories.folderOf(KEY), { recursive: true });
    (await repositories.hold(KEY))();
  });
});
