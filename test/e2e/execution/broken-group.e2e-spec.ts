import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BoxRunner } from '../../../src/modules/execution/sandbox/box-runner.js';
import { Foundation } from '../../../src/modules/execution/sandbox/foundation.js';
import type { RunGroups } from '../../../src/modules/execution/sandbox/run-group.js';
import { LIMITS } from './tested-exercise.js';

/** Only root may lay boxes in the process of the tests; others need namespaces that `lectern` brings along. */
const itAsRoot = process.getuid?.() === 0 ? it : it.skip;

const BROKEN: RunGroups = {
  version: 1,
  create: () => {
    throw Object.assign(new Error('EEXIST: file already exists, mkdir'), { code: 'EEXIST' });
  },
  names: () => [],
  discard: () => Promise.resolve(),
};

describe('a box whose group cannot be made', () => {
  itAsRoot('fails instead of holding its slot for ever, and the next one has it', async () => {
    const root = await mkdtemp(join(tmpdir(), 'lectern-broken-group-'));
    const foundation = await Foundation.lay(root, 1, null);
    try {
      const run = (groups: RunGroups | null) =>
        new BoxRunner({ ...foundation.setting, groups }, { slot: foundation.slots[0]!, ready: null }).run({
          command: ['/usr/bin/true'],
          limits: LIMITS,
        });
      expect(await run(BROKEN)).toMatchObject({ end: 'failed', detail: expect.stringContaining('EEXIST') });
      expect(await run(null)).toMatchObject({ end: 'exited', exitCode: 0 });
    } finally {
      foundation.clear();
      await rm(root, { recursive: true, force: true });
    }
  });
});
