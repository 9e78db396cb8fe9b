import { promisify } from 'node:util';
import { crc32, inflateRaw, type InputType, type ZlibOptions } from 'node:zlib';
import { fromBufferPromise, type ZipFile } from 'yauzl';
import { ArchiveError } from '../storage.errors.js';
import type { ArchiveFile } from './archive-file.js';
import { PathSet } from './path-set.js';
import { shown } from './safe-path.js';
import { zipEntry, type ZipEntry } from './zip-entry.js';

/** Limits of one archive, all in bytes but `maxEntries`, which counts files and folders. */
export interface ArchiveLimits {
  maxPackedBytes?: number;
  maxUnpackedBytes: number;
  maxFileBytes: number;
  maxEntries: number;
  maxNameBytes: number;
}

const LOCAL_HEADER = 0x04034b50;
const END_RECORD = 0x06054b50;
const ZIP64_END_RECORD = 0x06064b50;
const MAX_DESCRIPTOR_BYTES = 24;

// Typings know the `info` option of streams only; it tells how many packed bytes the decoder used.
const inflate = promisify(inflateRaw) as (
  packed: InputType,
  options: ZlibOptions,
) => Promise<Buffer | { buffer: Buffer; engine: { bytesWritten: number } }>;

/**
 * Reads all files of a zip, in the order of its directory. Every name, size and place of the archive is checked
 * before the first byte is unpacked, and no entry is unpacked beyond the size it claims.
 * @throws ArchiveError, and nothing else, for whatever the bytes may be
 */
export async function readArchive(packed: Buffer, limits: ArchiveLimits): Promise<ArchiveFile[]> {
  if (packed.length > (limits.maxPackedBytes ?? Infinity)) {
    throw new ArchiveError('packed_too_large', `The archive is larger than ${limits.maxPackedBytes} bytes.`);
  }
  const magic = packed.length < 22 ? 0 : packed.readUInt32LE(0);
  if (magic !== LOCAL_HEADER && magic !== END_RECORD) {
    throw new ArchiveError('not_a_zip', 'The file is not a zip archive.');
  }
  const entries = await listEntries(packed, limits);
  const files: ArchiveFile[] = [];
  for (const entry of entries) {
    if (!entry.isFolder) {
      files.push({ path: entry.path, content: await unpack(packed, entry), executable: entry.executable });
    }
  }
  return files;
}

async function listEntries(packed: Buffer, limits: ArchiveLimits): Promise<ZipEntry[]> {
  try {
    const zip = await fromBufferPromise(packed, { decodeStrings: false });
    const directoryStart = cursor(zip);
    const entries = await checkedEntries(zip, limits);
    refuseStrangeLayout(packed, entries, directoryStart, cursor(zip));
    return entries;
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    if (error instanceof Error && error.message.includes('encryption')) {
      throw new ArchiveError('encrypted', 'The archive is encrypted.', { cause: error });
    }
    throw new ArchiveError('damaged', 'The zip archive is damaged or incomplete.', { cause: error });
  }
}

/** The typings call this public property a boolean; it is the offset of the next record of the directory. */
function cursor(zip: ZipFile): number {
  return Number(zip.readEntryCursor);
}

async function checkedEntries(zip: ZipFile, limits: ArchiveLimits): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  const paths = new PathSet();
  let total = 0;
  if (zip.entryCount > limits.maxEntries) throw tooMany(limits);
  for await (const raw of zip.eachEntry()) {
    const entry = zipEntry(raw, await zip.readLocalFileHeaderPromise(raw, {}), limits.maxNameBytes);
    if (entry.isFolder) paths.addFolder(entry.path);
    else paths.addFile(entry.path);
    if (entry.size > limits.maxFileBytes) {
      throw new ArchiveError(
        'file_too_large',
        `${shown(entry.path)} is larger than ${limits.maxFileBytes} bytes.`,
      );
    }
    total += entry.size;
    if (total > limits.maxUnpackedBytes) {
      throw new ArchiveError(
        'unpacked_too_large',
        `The unpacked archive is larger than ${limits.maxUnpackedBytes} bytes.`,
      );
    }
    entries.push(entry);
  }
  return entries;
}

function tooMany(limits: ArchiveLimits): ArchiveError {
  return new ArchiveError('too_many_entries', `The archive has more than ${limits.maxEntries} entries.`);
}

/**
 * An honest zip is its entries one after the other, the directory, the end record. Room in between can hide a second
 * directory that other programs would read; overlaps let a small archive unpack the same bytes many times.
 */
function refuseStrangeLayout(
  packed: Buffer,
  entries: ZipEntry[],
  directoryStart: number,
  directoryEnd: number,
): void {
  let position = 0;
  let slack = 0;
  for (const entry of [...entries].sort((a, b) => a.start - b.start)) {
    if (entry.start < position || entry.start > position + slack) throw strangeLayout();
    position = entry.end;
    slack = entry.hasDescriptor ? MAX_DESCRIPTOR_BYTES : 0;
  }
  if (directoryStart < position || directoryStart > position + slack) throw strangeLayout();
  const next = packed.readUInt32LE(directoryEnd);
  if (next !== END_RECORD && next !== ZIP64_END_RECORD) throw strangeLayout();
}

function strangeLayout(): ArchiveError {
  return new ArchiveError('inconsistent', 'The parts of the zip archive overlap or leave gaps.');
}

async function unpack(packed: Buffer, entry: ZipEntry): Promise<Buffer> {
  const data = packed.subarray(entry.dataStart, entry.end);
  const content = entry.compressed ? await inflated(data, entry) : Buffer.from(data);
  if (content.length !== entry.size || crc32(content) !== entry.crc32) {
    throw new ArchiveError(
      'inconsistent',
      `The contents of ${shown(entry.path)} are not what the archive says.`,
    );
  }
  return content;
}

async function inflated(data: Buffer, entry: ZipEntry): Promise<Buffer> {
  try {
    const result = await inflate(data, { maxOutputLength: Math.max(entry.size, 1), info: true });
    if (Buffer.isBuffer(result) || result.engine.bytesWritten !== data.length) {
      throw new ArchiveError('inconsistent', `${shown(entry.path)} is followed by bytes of no file.`);
    }
    return result.buffer;
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new ArchiveError('inconsistent', `${shown(entry.path)} unpacks to more than it claims.`);
    }
    throw new ArchiveError('damaged', `${shown(entry.path)} is damaged.`, { cause: error });
  }
}
