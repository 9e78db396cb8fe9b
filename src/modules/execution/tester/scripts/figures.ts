import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SuiteCollection } from '../../formats/test-suite.js';
import type { BoxFile } from '../../sandbox/box.js';
import { byBytes } from '../student-files/folder-view.js';
import type { TestSession } from '../language.js';

/** Where harnesses save figures, below /work. */
export const FIGURE_FOLDER = '.lectern-figures';

/** How many figures of a run are kept and their size together. */
export const FIGURE_LIMITS = { maxFiles: 20, maxBytes: 8 * 1024 * 1024 };

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d]);
const PNG_HEADER = Buffer.from('IHDR');

/** Whether figures of this collection are to be kept: its own word, else that of the run. */
export function keepsFigures(collection: SuiteCollection, { input, suite }: TestSession): boolean {
  if (collection.type !== 'graphics') return false;
  return collection.storeGraphicsArtifacts ?? suite.storeGraphicsArtifacts ?? input.storeGraphicsArtifacts;
}

/**
 * Writes what is a PNG file of its own accord into the folder of artifacts as `figure-<collection>-<n>.png`, both
 * from 1. The names in the box are the student's to choose and only give the order.
 */
export async function storeFigures(
  collection: SuiteCollection,
  files: readonly BoxFile[],
  { input, suite }: TestSession,
): Promise<void> {
  const figures = [...files].sort((a, b) => byBytes(a.path, b.path)).filter(({ content }) => isPng(content));
  if (figures.length === 0) return;
  const { artifacts } = input.directories;
  await mkdir(artifacts, { recursive: true });
  const place = suite.collections.indexOf(collection) + 1;
  for (const [index, { content }] of figures.entries()) {
    await writeFile(join(artifacts, `figure-${place}-${index + 1}.png`), content, { flag: 'wx' });
  }
}

function isPng(content: Buffer): boolean {
  const signed = content.subarray(0, PNG.length).equals(PNG);
  return signed && content.subarray(PNG.length, PNG.length + 4).equals(PNG_HEADER);
}
