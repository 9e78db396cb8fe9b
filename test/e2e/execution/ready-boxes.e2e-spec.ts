import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BoxOutcome, BoxRequest } from '../../../src/modules/execution/sandbox/box.js';
import { BoxPlaces } from '../../../src/modules/execution/sandbox/box-places.js';
import { BoxRunner } from '../../../src/modules/execution/sandbox/box-runner.js';
import { Foundation } from '../../../src/modules/execution/sandbox/foundation.js';
import type { ReadyBox } from '../../../src/modules/execution/sandbox/ready-box.js';
import { findGroupsV1 } from '../../../src/modules/execution/sandbox/run-group-v1.js';
import { LIMITS } from './tested-exercise.js';

/** Only root may lay boxes in the process of the tests; others need namespaces that `lectern` brings along. */
const describeAsRoot = process.getuid?.() === 0 ? describe : describe.skip;

const MB = 1024 * 1024;

describeAsRoot('boxes that are built before they are wanted', () => {
  let root: string;
  let foundation: Foundation;
  let places: BoxPlaces;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'lectern-ready-'));
    foundation = await Foundation.lay(root, 2, findGroupsV1());
    places = new BoxPlaces(foundation.setting, foundation.slots, 1);
  });

  afterEach(async () => {
    await places.clear(true);
    foundation.clear();
    await rm(root, { recursive: true, force: true });
  });

  /** Runs the command in a place that is given back, and says which box was ready there. */
  const run = async (
    command: readonly string[],
    more: Partial<BoxRequest> = {},
  ): Promise<{ outcome: BoxOutcome; ready: ReadyBox | null }> => {
    const place = await places.take();
    const { ready } = place;
    try {
      const runner = new BoxRunner(foundation.setting, place, () => places.prepare());
      return { outcome: await runner.run({ command, limits: LIMITS, ...more }), ready };
    } finally {
      places.give(place);
    }
  };
  const sh = (script: string): string[] => ['/bin/sh', '-c', script];

  it('are taken by the next run, once', async () => {
    expect((await run(['true'])).ready).toBeNull();
    const { outcome, ready } = await run(sh('cat; echo to the channel >&9'), {
      ...{ stdin: 'from the input\n', channel: { maxBytes: 100 } },
    });
    expect([outcome.end, outcome.exitCode, outcome.stdout.toString()]).toEqual([
      'exited',
      0,
      'from the input\n',
    ]);
    expect(outcome.channel.toString()).toBe('to the channel\n');
    expect([ready?.isUsable, ready?.launch.isOver]).toEqual([false, true]);
    const { ready: another } = await run(['true']);
    expect(another).not.toBeNull();
    expect(another).not.toBe(ready);
  });

  it('hold the limits of the run, not those they were built with', async () => {
    await run(['true']);
    const { outcome, ready } = await run(
      sh('yes > /work/f; yes > /tmp/f; yes > /dev/shm/f; cat /work/f /tmp/f /dev/shm/f | wc -c'),
      {
        limits: { ...LIMITS, diskMb: 3 },
      },
    );
    expect(ready).not.toBeNull();
    const written = Number(outcome.stdout.toString());
    expect(written).toBeLessThanOrEqual(3 * MB);
    expect(written).toBeGreaterThan(3 * MB - 16_384);
    const { outcome: hog } = await run(sh('head -c 300000000 /dev/zero | tail'), {
      limits: { ...LIMITS, memoryMb: 32 },
    });
    expect(hog.end).toBe('memory');
  });

  it('give the program no descriptor that it has not asked for', async () => {
    await run(['true']);
    const { outcome, ready } = await run(sh('ls /proc/self/fd | grep -x "[0-9]" | tr "\\n" " "'));
    expect(ready).not.toBeNull();
    // 3 is the folder that ls has open; higher ones, which lead nowhere, are those that the tests were started with.
    expect(outcome.stdout.toString()).toBe('0 1 2 3 ');
  });

  it('are replaced when they have died meanwhile', async () => {
    await run(['true']);
    const place = await places.take();
    const { ready } = place;
    await ready?.built;
    process.kill(ready?.launch.pid ?? 0, 'SIGKILL');
    await ready?.launch.ended;
    places.give(place);
    const { outcome, ready: given } = await run(['echo', 'alive']);
    expect([given?.launch.isOver ?? true, outcome.stdout.toString()]).toEqual([true, 'alive\n']);
  });

  it('leave nothing when they are not wanted any more', async () => {
    await run(['true']);
    const place = await places.take();
    const { ready } = place;
    await ready?.built;
    expect(foundation.setting.groups?.names()).toContain(place.slot.group);
    places.give(place);
    await places.clear();
    expect([ready?.isUsable, ready?.launch.isOver]).toEqual([false, true]);
    expect(foundation.setting.groups?.names() ?? []).not.toContain(place.slot.group);
    expect((await run(['true'])).outcome.end).toBe('exited');
  });
});
