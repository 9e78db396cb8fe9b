import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { FIRST_BOX_USER, SlotClaim } from './slot-claim.js';

/** Numbers no sandbox on this machine takes, so that the test is alone with them. */
const FREE = FIRST_BOX_USER + 40_000;

describe('SlotClaim', () => {
  it('gives a number to one at a time', async () => {
    const first = await SlotClaim.tryClaim(FREE);
    expect(first?.user).toBe(FREE);
    expect(await SlotClaim.tryClaim(FREE)).toBeNull();
    await first?.release();
    const again = await SlotClaim.tryClaim(FREE);
    expect(again).not.toBeNull();
    await again?.release();
  });

  it('claims different numbers for each of many', async () => {
    const [left, right] = await Promise.all([SlotClaim.claim(3), SlotClaim.claim(3)]);
    const users = [...left, ...right].map(({ user }) => user);
    expect(new Set(users).size).toBe(6);
    expect(Math.min(...users)).toBeGreaterThanOrEqual(FIRST_BOX_USER);
    await Promise.all([...left, ...right].map((claim) => claim.release()));
  });

  it('takes the number of a process that was killed', async () => {
    const script = `require('net').createServer().listen('\\0lectern-box-user-${FREE + 1}', () => console.log('held'))`;
    const holder = spawn(process.execPath, ['-e', script]);
    await once(holder.stdout, 'data');
    expect(await SlotClaim.tryClaim(FREE + 1)).toBeNull();
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const claim = await SlotClaim.tryClaim(FREE + 1);
    expect(claim?.user).toBe(FREE + 1);
    await claim?.release();
  });
});
