import { accessSync, constants, realpathSync } from 'node:fs';
import { TesterError } from './tester.errors.js';

/** Boxes see /usr only, so a tool anywhere else does not count. */
const PLACES = ['/usr/local/bin', '/usr/bin'];

/** The absolute path of a tool as it is inside a box, undefined when it is not there. */
export function toolPath(name: string): string | undefined {
  return PLACES.map((place) => `${place}/${name}`).find(isBoxed);
}

/** A name that leads out of /usr, say into somebody's home, leads nowhere in a box. */
function isBoxed(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return realpathSync.native(path).startsWith('/usr/');
  } catch {
    return false;
  }
}

/** As toolPath; a missing tool is a TesterError TOOL_MISSING, never a student's fault. */
export async function requireTool(name: string): Promise<string> {
  const path = toolPath(name);
  if (!path) throw new TesterError('TOOL_MISSING', `${name} is not installed below /usr on this worker.`);
  return path;
}
