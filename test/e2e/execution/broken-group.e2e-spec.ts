import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BoxRunner } from '../../../src/modules/execution/sandbox/box-runner.js';
import type { BoxSetting } from '../../../src/modules/execution/sandbox/box-setting.js';
import { Foundation } from '../../../src/modules/execution/sandbox/foundation.js';
import type { RunGroups } from '../../../src/modules/execution/sandbox/run-group.js';
import { findGroupsV1 } from '../../../src/modules/execution/sandbox/run-group-v1.js';
import type { SandboxTools } from '../../../src/modules/execution/sandbox/tools.js';
import { LIMITS } from './tested-exercise.js';

/** Only root may lay boxes in the process of the tests; others need namespaces that `lectern` brings along. */
const itAsRoot = process.getuid?.() === 0 ? it : it.skip;

function brokenGroups(before: () => void = () => undefined): RunGroups {
  return {
    version: 1,
    create: () => {
      before();
      throw Object.assign(new Error('EEXIST: file already exists, mkdir'), { code: 'EEXIST' });
    },
    names: () => [],
    discard: () => Promise.resolve(),
  };
}

/**
 * The child of `unshare` asks to die with its parent only a moment after the fork. This one never asks, and leaves a
 * mark once it has been forked.
 */
async function carelessUnshare(
  folder: string,
  { unshare }: SandboxTools,
): Promise<{ path: string; mark: string }> {
  const path = join(folder, 'unshare');
  const mark = join(folder, 'forked');
  await writeFile(path, `#!/bin/sh\n${unshare} "$@" &\n: > ${mark}\nwait\n`, { mode: 0o755 });
  return { path, mark };
}

function holdUntilThereIs(path: string): void {
  const nothing = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  while (!existsSync(path)) Atomics.wait(nothing, 0, 0, 1);
}

describe('a box whose group cannot be made', () => {
  let root: string;
  let foundation: Foundation;

  const run = (changes: Partial<BoxSetting>) =>
    new BoxRunner({ ...foundation.setting, ...changes }, { slot: foundation.slots[0]!, ready: null }).run({
      command: ['/usr/bin/true'],
      limits: LIMITS,
    });

  const failsAndLeavesItsSlot = async (changes: Partial<BoxSetting>) => {
    expect(await run(changes)).toMatchObject({ end: 'failed', detail: expect.stringContaining('EEXIST') });
    expect(await run({ groups: null })).toMatchObject({ end: 'exited', exitCode: 0 });
  };

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'lectern-broken-group-'));
    foundation = await Foundation.lay(root, 1, null);
  });

  afterEach(async () => {
    foundation.clear();
    await rm(root, { recursive: true, force: true });
  });

  itAsRoot('fails instead of holding its slot for ever, and the next one has it', () =>
    failsAndLeavesItsSlot({ groups: brokenGroups() }),
  );

  itAsRoot('does so even when the first process outlives the parent that was killed', async () => {
    const { tools } = foundation.setting;
    const { path, mark } = await carelessUnshare(root, tools);
    const groups = brokenGroups(() => holdUntilThereIs(mark));
    await failsAndLeavesItsSlot({ groups, tools: { ...tools, unshare: path } });
  });

  const groups = findGroupsV1();
  const itWithGroups = groups === null ? it.skip : itAsRoot;

  itWithGroups('does not happen where only what an earlier run left is in the way', async () => {
    groups!.create(foundation.slots[0]!.group);
    expect(await run({ groups })).toMatchObject({ end: 'exited', exitCode: 0 });
    expect(groups!.names()).not.toContain(foundation.slots[0]!.group);
  });
});
