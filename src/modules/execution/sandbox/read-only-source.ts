import { lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { BoxRequestError } from './sandbox.errors.js';

/** How a host path gets into the box: bound as it is, or copied because the box's user may not read it. */
export interface ReadOnlySource {
  path: string;
  kind: 'file' | 'folder';
  copy: boolean;
  bytes: number;
}

const OTHERS_READ = 0o004;
const OTHERS_ENTER = 0o001;
/** A tree with more names than this is bound without looking at each. */
const LOOK_AT = 2_000;

function reachable(path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if ((lstatSync(folder).mode & OTHERS_ENTER) === 0) return false;
    if (folder === '/') return true;
  }
}

function readable(stats: Stats): boolean {
  const needed = stats.isDirectory() ? OTHERS_READ | OTHERS_ENTER : OTHERS_READ;
  return stats.isSymbolicLink() || (stats.mode & needed) === needed;
}

/** Walks a tree until its end or the first LOOK_AT names; tells whether others may read it and how big it is. */
function survey(path: string): { readable: boolean; bytes: number } {
  const waiting = [path];
  const result = { readable: true, bytes: 0 };
  for (let seen = 0; waiting.length > 0 && seen < LOOK_AT; seen += 1) {
    const current = waiting.pop() ?? '';
    const stats = lstatSync(current);
    result.readable &&= readable(stats);
    result.bytes += stats.size;
    if (stats.isDirectory()) waiting.push(...readdirSync(current).map((name) => join(current, name)));
  }
  return result;
}

/**
 * Looks at a host path that is to appear in a box. With a user of its own (`ownUser` false means the box runs as
 * us) the box may be unable to reach or read it: then a copy is needed. Throws a BoxRequestError when it is
 * missing.
 */
export function inspectSource(source: string, ownUser: boolean): ReadOnlySource {
  let path: string;
  try {
    path = realpathSync(source);
  } catch {
    throw new BoxRequestError(`There is no "${source}" to show read-only.`);
  }
  const kind = statSync(path).isDirectory() ? 'folder' : 'file';
  if (!ownUser) return { path, kind, copy: false, bytes: 0 };
  const { readable: plain, bytes } = survey(path);
  return { path, kind, copy: !plain || !reachable(path), bytes };
}
