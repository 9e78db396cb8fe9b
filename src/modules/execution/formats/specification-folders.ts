import { mkdir, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import type { Specification } from './specification-yaml.js';

/** The folders of a specification as absolute paths; all of them exist. */
export interface SpecificationFolders {
  execution: string | null;
  student: string;
  reference: string;
  tests: string;
  output: string;
  artifacts: string;
}

/** A folder of a specification lies where it must not; the run ends without a report. */
export class FolderOutsideError extends Error {
  constructor(key: string, folder: string, allowed: string) {
    super(`specification.yaml ${key}: "${folder}" is not inside ${allowed}.`);
    this.name = 'FolderOutsideError';
  }
}

const KEYS = {
  execution: 'executionDirectory',
  student: 'studentDirectory',
  reference: 'referenceDirectory',
  tests: 'testDirectory',
  output: 'outputDirectory',
  artifacts: 'artifactDirectory',
} as const;

/**
 * Finds and makes the folders: relative ones inside `exercise` (the folder of test.yaml), absolute ones inside
 * `workArea` or `exercise`, links taken into account. Throws FolderOutsideError before anything is made.
 */
export async function prepareFolders(
  specification: Specification,
  exercise: string,
  workArea: string,
): Promise<SpecificationFolders> {
  const places: Record<string, string | null> = {};
  for (const [name, key] of Object.entries(KEYS)) {
    const folder = specification[key];
    places[name] = folder === null ? null : await placeOf(key, folder, exercise, workArea);
  }
  for (const place of Object.values(places)) {
    if (place !== null) await mkdir(place, { recursive: true });
  }
  return places as unknown as SpecificationFolders;
}

async function placeOf(key: string, folder: string, exercise: string, workArea: string): Promise<string> {
  const place = await realPlace(resolve(exercise, folder));
  const roots = await Promise.all((isAbsolute(folder) ? [workArea, exercise] : [exercise]).map(realPlace));
  if (roots.some((root) => `${place}${sep}`.startsWith(root === sep ? sep : `${root}${sep}`))) return place;
  throw new FolderOutsideError(key, folder, roots[0] ?? exercise);
}

/** The path with every link in its existing part resolved. */
async function realPlace(path: string): Promise<string> {
  const found = await realpath(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found !== undefined) return found;
  const parent = dirname(path);
  return parent === path
    ? path
    : join(await realPlace(parent), path.slice(parent.length).replace(/^\/+/, ''));
}
