import { lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { BoxRequestError } from './sandbox.errors.js';
import { PAGE_BYTES } from './stage-size.js';

/** How a host path gets into the box: bound as it is, or copied because the box's user may not read it. */
export interface ReadOnlySource {
  path: string;
  kind: 'file' | 'folder';
  copy: boolean;
  bytes: number;
  /** What a copy takes: pages of memory, and names. */
  pages: number;
  names: number;
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

interface Survey {
  readable: boolean;
  whole: boolean;
  bytes: number;
  pages: number;
  names: number;
}

/** Walks a tree until its end or the first `most` names; tells whether others may read it and how big it is. */
function survey(path: string, most: number): Survey {
  const waiting = [path];
  const result = { readable: true, whole: false, bytes: 0, pages: 0, names: 0 };
  while (waiting.length > 0 && result.names < most) {
    const current = waiting.pop() ?? '';
    const stats = lstatSync(current);
    result.readable &&= readable(stats);
    result.bytes += stats.size;
    result.names += 1;
    if (stats.isDirectory()) waiting.push(...readdirSync(current).map((name) => join(current, name)));
    else result.pages += Math.ceil(stats.size / PAGE_BYTES);
  }
  return { ...result, whole: waiting.length === 0 };
}

/**
 * Looks at a host path that is to appear in a box. With a user of its own (`ownUser` false means the box runs as
 * us) the box may be unable to reach or read it: then a copy is needed. Throws a BoxRequestError when it is
 * missing.
 */
export function inspectSource(source: string, ownUser: boolean): ReadOnlySource {
  let path: string;
  try {
    path = realpathSync.native(source);
  } catch {
    throw new BoxRequestError(`There is no "${source}" to show read-only.`);
  }
  const kind = statSync(path).isDirectory() ? 'folder' : 'file';
  if (!ownUser) return { path, kind, copy: false, bytes: 0, pages: 0, names: 0 };
  const seen = survey(path, LOOK_AT);
  const copy = !seen.readable || !reachable(path);
  const { bytes, pages, names } = copy && !seen.whole ? survey(path, Infinity) : seen;
  return { path, kind, copy, bytes, pages, names };
}
