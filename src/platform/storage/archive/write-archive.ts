import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

// Local time on purpose: the zip format stores the reading of the clock, which so is the same in every time zone.
const FIXED_TIME = new Date(1980, 0, 1, 0, 0, 0);

/** A file to pack; `executable` is false when absent. */
export interface PackedFile {
  path: string;
  content: Buffer;
  executable?: boolean;
}

/**
 * Packs files into a zip whose bytes depend on nothing but paths, contents and execute bits. Paths are relative with
 * `/`; an absolute path or `..` throws.
 */
export async function writeArchive(files: readonly PackedFile[]): Promise<Buffer> {
  return buffer(streamArchive(files));
}

/** The bytes of `writeArchive` as a stream. */
export function streamArchive(files: readonly PackedFile[]): Readable {
  const zip = new ZipFile();
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  for (const file of sorted) {
    zip.addBuffer(file.content, file.path, {
      mtime: FIXED_TIME,
      forceDosTimestamp: true,
      mode: file.executable ? 0o100755 : 0o100644,
      compress: file.content.length > 0,
    });
  }
  zip.end();
  return zip.outputStream as Readable;
}
