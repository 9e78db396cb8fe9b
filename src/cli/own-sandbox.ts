import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Sandbox } from '../modules/execution/sandbox/sandbox.js';

/** A folder of this user's own, so that the command works wherever it is called. */
export function ownFolder(): string {
  // Not userInfo(), which fails for accounts that exist only while a service runs.
  const uid = process.getuid?.() ?? 0;
  const folder = join(tmpdir(), `lectern-sandbox-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Everybody may put names into the folder above; a link there would lead us elsewhere.
  const stats = lstatSync(folder);
  if (!stats.isDirectory() || stats.uid !== uid || (stats.mode & 0o022) !== 0)
    throw new Error(`${folder} belongs to somebody else.`);
  return folder;
}

/** Opens a sandbox with one slot, and closes it whatever happens; throws SandboxUnavailableError below level L2. */
export async function withSandbox<T>(use: (sandbox: Sandbox) => Promise<T>): Promise<T> {
  const sandbox = await Sandbox.open({ root: ownFolder(), minLevel: 'L2', slots: 1 });
  try {
    return await use(sandbox);
  } finally {
    await sandbox.close();
  }
}
