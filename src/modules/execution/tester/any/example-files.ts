import { chmod, lstat, mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readArchive } from '../../../../platform/storage/archive/read-archive.js';
import { ArchiveError } from '../../../../platform/storage/storage.errors.js';
import { TesterError } from '../tester.errors.js';
import { FolderCopy } from './folder-copy.js';

const MB = 1024 * 1024;
const LIMITS = { maxUnpackedBytes: 256 * MB, maxFileBytes: 128 * MB, maxEntries: 5_000, maxNameBytes: 1_024 };

/**
 * Puts a folder or a zip of the example into a new host folder. Files of examples carry no right to be executed, so
 * scripts get it. Throws TesterError BAD_INPUT when the example has no such thing.
 */
export async function layExample(example: string, source: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  const path = join(example, source);
  const stats = await lstat(path).catch(() => null);
  if (stats?.isDirectory()) await new FolderCopy(path).into(target);
  else if (stats?.isFile()) await unpack(path, source, target);
  else throw new TesterError('BAD_INPUT', `The example has no folder or zip ${source}.`);
  await markScripts(target);
}

/** The file of the example; TesterError BAD_INPUT without it. */
export async function exampleFile(example: string, path: string): Promise<Buffer> {
  const place = join(example, path);
  const stats = await lstat(place).catch(() => null);
  if (!stats?.isFile()) throw new TesterError('BAD_INPUT', `The example has no file ${path}.`);
  return readFile(place);
}

async function unpack(path: string, name: string, target: string): Promise<void> {
  try {
    for (const file of await readArchive(await readFile(path), LIMITS)) {
      const place = join(target, file.path);
      await mkdir(dirname(place), { recursive: true });
      await writeFile(place, file.content, { mode: file.executable ? 0o755 : 0o644 });
    }
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    throw new TesterError('BAD_INPUT', `${name} cannot be unpacked: ${error.message}`);
  }
}

async function markScripts(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if (await isScript(path)) await chmod(path, 0o755);
  }
}

/** Whether a file says itself which program runs it. */
export async function isScript(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.toString('latin1') === '#!';
  } finally {
    await file.close();
  }
}
