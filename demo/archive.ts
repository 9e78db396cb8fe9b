import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { buffer } from 'node:stream/consumers';
import yauzl from 'yauzl';
import yazl from 'yazl';

/** Files by their path relative to the top folder, with `/` between the segments. */
export type FileSet = ReadonlyMap<string, Buffer>;

// yazl writes local times into the archive; a fixed one makes equal files equal archives.
const STAMP = new Date('2026-01-01T12:00:00');

/** Reads all regular files below a folder, in byte order of their paths. */
export async function readFiles(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes(`${sep}__pycache__${sep}`))
    .sort();
  const files = new Map<string, Buffer>();
  for (const path of paths) files.set(relative(folder, path).split(sep).join('/'), await readFile(path));
  return files;
}

/** Packs files into a zip; `top` puts them all into one folder, as the extension of the students does. */
export async function zip(files: FileSet, top?: string): Promise<Buffer> {
  const archive = new yazl.ZipFile();
  for (const [path, content] of files) {
    archive.addBuffer(content, top === undefined ? path : `${top}/${path}`, { mtime: STAMP, mode: 0o100644 });
  }
  archive.end();
  return buffer(archive.outputStream);
}

/** Unpacks a zip into memory; meant for the small archives that the server itself hands out. */
export async function unzip(archive: Buffer): Promise<Map<string, Buffer>> {
  const reader = await yauzl.fromBufferPromise(archive);
  const files = new Map<string, Buffer>();
  for await (const entry of reader.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    files.set(entry.fileName, await buffer(await reader.openReadStreamPromise(entry)));
  }
  return files;
}
