import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder of the checkout that holds demo/exercises, as an absolute path. Compiled code lies one level
 * deeper (dist/demo) than its source, therefore the search goes upwards. Throws when there is none.
 */
export function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'demo', 'exercises'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('demo/exercises was not found above the program');
    folder = parent;
  }
  return folder;
}

/** The folder of an exercise (`weather-station`). */
export function exerciseFolder(directory: string): string {
  return join(projectRoot(), 'demo', 'exercises', directory);
}

/** The folder of a kind of hand-in (`python-correct`). */
export function handInFolder(kind: string): string {
  return join(projectRoot(), 'demo', 'hand-ins', kind);
}
