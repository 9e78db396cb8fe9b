import type { SuiteCollection } from '../../formats/test-suite.js';
import type { FolderView } from '../student-files/folder-view.js';

/** How the file is found that a program begins with. */
export interface MainFileRules {
  /** Names without folders, best first. */
  usualNames: readonly string[];
  /** Whether a source holds the beginning of a program; without it the first source begins. */
  begins?: (source: string) => boolean;
}

/**
 * The file a program begins with: entryPoint, else a usual name in the highest folder, else the first that begins a
 * program, else the first; undefined when there is no source.
 */
export async function mainFile(
  collection: SuiteCollection,
  sources: readonly string[],
  folder: FolderView,
  { usualNames, begins }: MainFileRules,
): Promise<string | undefined> {
  if (collection.entryPoint !== null && sources.includes(collection.entryPoint)) return collection.entryPoint;
  for (const name of usualNames) {
    const named = sources.filter((path) => path === name || path.endsWith(`/${name}`));
    const [highest] = named.sort((a, b) => depthOf(a) - depthOf(b));
    if (highest !== undefined) return highest;
  }
  for (const path of begins ? sources : []) {
    if (begins?.((await folder.readText(path)) ?? '')) return path;
  }
  return sources[0];
}

function depthOf(path: string): number {
  return path.split('/').length;
}
