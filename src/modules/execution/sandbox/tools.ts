import { accessSync, constants } from 'node:fs';

import { SandboxUnavailableError } from './sandbox.errors.js';

/** Only system folders count: a tool that a user can replace must not build the box. */
const FOLDERS = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];

const NAMES = ['bwrap', 'flock', 'mkfifo', 'mount', 'prlimit', 'setpriv', 'sh', 'unshare'] as const;

/** Absolute paths of the programs a box is built with. */
export type SandboxTools = Record<(typeof NAMES)[number], string>;

function find(name: string, folders: readonly string[]): string | null {
  for (const folder of folders) {
    try {
      accessSync(`${folder}/${name}`, constants.X_OK);
      return `${folder}/${name}`;
    } catch {
      continue;
    }
  }
  return null;
}

/** Finds bubblewrap and the tools around it; throws a SandboxUnavailableError that names all that are missing. */
export function findTools(folders: readonly string[] = FOLDERS): SandboxTools {
  const found = NAMES.map((name) => [name, find(name, folders)] as const);
  const missing = found.filter(([, path]) => path === null).map(([name]) => name);
  if (process.platform !== 'linux')
    throw new SandboxUnavailableError([`${process.platform} has no namespaces`]);
  if (missing.length > 0) throw new SandboxUnavailableError([`missing programs: ${missing.join(', ')}`]);
  return Object.fromEntries(found) as SandboxTools;
}
