import { once } from 'node:events';
import { mkdtempSync, rmSync, unlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Listener } from './listener.js';

describe('a listener around a box', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lectern-listener-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('knows whether anybody but itself has come, even one whose call has not been answered yet', async () => {
    const path = join(folder, 'socket');
    const listener = await Listener.atPath('a unix socket', path, 'word');
    expect(await listener.wasReached()).toBe(false);
    const visitor = connect(path);
    await once(visitor, 'connect');
    visitor.destroy();
    expect(await listener.wasReached()).toBe(true);
    await listener.close();
  });

  it('greets with its word, at a port that no stranger is given by chance', async () => {
    const listener = await Listener.atPort('a TCP port', 'word');
    expect(listener.place.port).toBeGreaterThanOrEqual(20_000);
    expect(listener.place.port).toBeLessThan(30_000);
    const visitor = connect(listener.place.port, '127.0.0.1');
    const [word] = (await once(visitor, 'data')) as [Buffer];
    expect(word.toString()).toBe('word');
    visitor.destroy();
    expect(await listener.wasReached()).toBe(true);
    await listener.close();
  });

  it('that nobody can reach any more has been reached by those before', async () => {
    const path = join(folder, 'socket');
    const listener = await Listener.atPath('a unix socket', path, 'word');
    const visitor = connect(path);
    await once(visitor, 'data');
    visitor.destroy();
    unlinkSync(path);
    expect(await listener.wasReached()).toBe(true);
    await listener.close();
  });
});
