import { ArchiveError } from '../storage.errors.js';
import { shown } from './safe-path.js';

interface Place {
  path: string;
  isFile: boolean;
  children: Map<string, Place>;
}

/** How deep folders may be nested; real projects stay far below. */
const MAX_DEPTH = 64;

/**
 * The paths of one tree, which must mean the same tree on every file system: no path twice, no two that differ only
 * in case or in the composition of accents, and nothing that is a file and a folder.
 */
export class PathSet {
  private readonly root: Place = { path: '', isFile: false, children: new Map() };

  /** Adds a file. @throws ArchiveError (duplicate, twin, unsafe_path when too deep) */
  addFile(path: string): void {
    const segments = path.split('/');
    const name = segments.pop() ?? '';
    const parent = this.enter(segments, path);
    const twin = parent.children.get(folded(name));
    if (twin?.isFile && twin.path === path) {
      throw new ArchiveError('duplicate', `The path ${shown(path)} occurs twice.`);
    }
    if (twin) throw clash(path, twin.path);
    parent.children.set(folded(name), { path, isFile: true, children: new Map() });
  }

  /** Adds a folder; the same folder may come any number of times. @throws ArchiveError (twin, unsafe_path) */
  addFolder(path: string): void {
    this.enter(path.split('/'), path);
  }

  private enter(segments: readonly string[], path: string): Place {
    if (segments.length > MAX_DEPTH) {
      throw new ArchiveError('unsafe_path', `Folders are nested deeper than ${MAX_DEPTH}: ${shown(path)}.`);
    }
    let place = this.root;
    for (const segment of segments) {
      const here = place.path === '' ? segment : `${place.path}/${segment}`;
      const next = place.children.get(folded(segment)) ?? { path: here, isFile: false, children: new Map() };
      if (next.isFile || next.path !== here) throw clash(here, next.path);
      place.children.set(folded(segment), next);
      place = next;
    }
    return place;
  }
}

function clash(path: string, other: string): ArchiveError {
  const message =
    path === other
      ? `The path ${shown(path)} is both a file and a folder.`
      : `The paths ${shown(other)} and ${shown(path)} cannot be told apart on every system.`;
  return new ArchiveError('twin', message);
}

/** Character by character, because lower-casing a whole word depends on a letter's place in it (Greek sigma). */
function folded(segment: string): string {
  const lower = Array.from(segment, (char) => char.toLowerCase()).join('');
  return lower.normalize('NFC');
}
