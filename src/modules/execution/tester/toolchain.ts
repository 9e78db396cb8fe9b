import { constants } from 'node:fs';
import { access, realpath } from 'node:fs/promises';
import { TesterError } from './tester.errors.js';

/** Boxes see /usr only, so a tool anywhere else does not count. */
const PLACES = ['/usr/local/bin', '/usr/bin'];

/** The absolute path of a tool as it is inside a box, undefined when it is not there. */
export async function findTool(name: string): Promise<string | undefined> {
  for (const place of PLACES) {
    const path = `${place}/${name}`;
    if (await isBoxed(path)) return path;
  }
  return undefined;
}

/** A name that leads out of /usr, say into somebody's home, leads nowhere in a box. */
async function isBoxed(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await realpath(path)).startsWith('/usr/');
  } catch {
    return false;
  }
}

/** As findTool; a missing tool is a TesterError TOOL_MISSING, never a student's fault. */
export async function requireTool(name: string): Promise<string> {
  const path = await findTool(name);
  if (!path) throw new TesterError('TOOL_MISSING', `${name} is not installed below /usr on this worker.`);
  return path;
}
