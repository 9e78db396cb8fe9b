import { closeSync, constants, fchmodSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { randomBytes } from 'node:crypto';

import type { BoxFile } from './box.js';
import { below, makeFolderBelow, openFolder } from './tree.js';

const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
const IN_THE_WAY = ['ELOOP', 'ENOTDIR'];

/** Opens the folder `name`; a link or file of that name gives way to a real folder and is never followed. */
function ownFolder(parent: number, name: string): number {
  try {
    return makeFolderBelow(parent, name, 0o755);
  } catch (error) {
    if (!IN_THE_WAY.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    unlinkSync(below(parent, name));
    return makeFolderBelow(parent, name, 0o755);
  }
}

/** Writes beside the final name and renames, which replaces a link instead of following it. */
function writeFile(folder: number, name: string, { content, executable }: BoxFile): void {
  const draft = `.lectern-${randomBytes(8).toString('hex')}`;
  const file = openSync(below(folder, draft), NEW_FILE, 0o600);
  try {
    for (let done = 0; done < content.length;) done += writeSync(file, content, done);
    fchmodSync(file, executable ? 0o755 : 0o644);
    renameSync(below(folder, draft), below(folder, name));
  } catch (error) {
    unlinkSync(below(folder, draft));
    throw error;
  } finally {
    closeSync(file);
  }
}

/**
 * Writes collected files below `directory`/`folder` on the host, a directory that anyone may have filled: every
 * step is taken by descriptor, and links that stand in the way are replaced by what they pretended to be.
 */
export function deliverFiles(directory: string, folder: string, files: readonly BoxFile[]): void {
  const home = openFolder(directory);
  try {
    for (const file of files) deliver(home, [folder, ...file.path.split('/')], file);
  } finally {
    closeSync(home);
  }
}

function deliver(home: number, path: readonly string[], file: BoxFile): void {
  const opened: number[] = [];
  try {
    for (const part of path.slice(0, -1)) opened.push(ownFolder(opened.at(-1) ?? home, part));
    writeFile(opened.at(-1) ?? home, path.at(-1) ?? '', file);
  } finally {
    opened.forEach((descriptor) => closeSync(descriptor));
  }
}
