import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FIRST_BOX_USER, SlotClaim } from './slot-claim.js';

const FREE = FIRST_BOX_USER;

describe('SlotClaim', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-claims-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('gives a number to one at a time', () => {
    const first = SlotClaim.tryClaim(FREE, folder);
    expect(first?.user).toBe(FREE);
    expect(SlotClaim.tryClaim(FREE, folder)).toBeNull();
    first?.release();
    const again = SlotClaim.tryClaim(FREE, folder);
    expect(again).not.toBeNull();
    again?.release();
  });

  it('claims different numbers for each of many', () => {
    const claims = [SlotClaim.claim(3, folder), SlotClaim.claim(3, folder)].flat();
    expect(claims.map(({ user }) => user)).toEqual([0, 1, 2, 3, 4, 5].map((index) => FIRST_BOX_USER + index));
    for (const claim of claims) claim.release();
  });

  it('takes the number of a process that was killed', async () => {
    const words = ['--no-fork', join(folder, String(FREE + 1)), 'sh', '-c', 'echo held; exec sleep 600'];
    const holder = spawn('/usr/bin/flock', words);
    await once(holder.stdout, 'data');
    expect(SlotClaim.tryClaim(FREE + 1, folder)).toBeNull();
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const claim = SlotClaim.tryClaim(FREE + 1, folder);
    expect(claim?.user).toBe(FREE + 1);
    claim?.release();
  });

  it('does not hand the lock on to the programs we start', async () => {
    const claim = SlotClaim.tryClaim(FREE, folder);
    const child = spawn('/bin/sh', ['-c', 'echo started; exec sleep 600'], { detached: true });
    await once(child.stdout, 'data');
    claim?.release();
    const next = SlotClaim.tryClaim(FREE, folder);
    child.kill('SIGKILL');
    expect(next).not.toBeNull();
    next?.release();
  });

  it('says when there are no locks to be had', () => {
    spawnSync('/usr/bin/touch', [join(folder, 'file')]);
    expect(() => SlotClaim.tryClaim(FREE, join(folder, 'file'))).toThrow();
  });
});
