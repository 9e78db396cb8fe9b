import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { EtcEntry } from './run-stage.js';

/** Parts of the host's /etc that hold no secret and without which interpreters and runtimes stumble. */
const WANTED = [
  /^alternatives$/u,
  /^ld\.so\.cache$/u,
  /^localtime$/u,
  /^java-[\w.-]+$/u,
  /^fonts$/u,
  /^R$/u,
  /^matplotlibrc$/u,
];

/** What of the host's /etc the boxes show. */
export function findEtcEntries(folder = '/etc'): EtcEntry[] {
  return readdirSync(folder)
    .filter((name) => WANTED.some((pattern) => pattern.test(name)))
    .flatMap((name) => {
      const path = join(folder, name);
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats === undefined) return [];
      return [{ path, kind: stats.isDirectory() ? ('folder' as const) : ('file' as const) }];
    });
}
