import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { MARK } from './attack.js';
import { ProcessWatch } from './process-watch.js';

describe('the watch over attacks', () => {
  const children: ChildProcess[] = [];

  /** A program that has begun, and waits. */
  async function waiting(mark: string, ...words: string[]): Promise<string> {
    const child = spawn('/bin/sh', ['-c', 'echo here; read line', ...words], { env: { [MARK]: mark } });
    children.push(child);
    await once(child.stdout, 'data');
    return String(child.pid);
  }

  afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

  it('tells attacks apart whose marks begin alike, by environment and by words', async () => {
    const watch = new ProcessWatch();
    const mark = `watch-${process.pid}-1`;
    const first = await waiting(mark);
    const other = await waiting(`${mark}2`, `/tmp/host-${mark}2/open`);
    const named = await waiting('none', `/tmp/host-${mark}/open`);
    expect(watch.alive(mark)).toEqual(expect.arrayContaining([first, named]));
    expect(watch.alive(mark)).not.toContain(other);
    expect(watch.alive(`${mark}2`)).toContain(other);
  });

  it('counts of a time in which it could not look one second, and the rest as late', async () => {
    const now = jest.spyOn(performance, 'now').mockReturnValue(0);
    const watch = new ProcessWatch();
    const mark = `watch-${process.pid}-late`;
    await waiting(mark);
    for (const time of [0, 400, 8400]) {
      now.mockReturnValue(time);
      watch.look();
    }
    now.mockRestore();
    expect(watch.seen(mark)).toMatchObject({ seconds: 1.4, late: 7 });
    expect(watch.seen(mark)?.processes).toBeGreaterThanOrEqual(1);
  });

  it('sees nothing of processes that were there before it', async () => {
    const mark = `watch-${process.pid}-old`;
    await waiting(mark);
    const watch = new ProcessWatch();
    watch.look();
    expect(watch.seen(mark)).toBeUndefined();
  });
});
