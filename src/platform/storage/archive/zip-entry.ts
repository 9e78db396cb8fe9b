import {
  getFileNameLowLevel,
  parseExtraFields,
  type Entry,
  type ExtraField,
  type LocalFileHeader,
} from 'yauzl';
import { ArchiveError } from '../storage.errors.js';
import { safePath, shown } from './safe-path.js';

/** What one entry of the central directory claims, checked against its local header; contents are still unread. */
export interface ZipEntry {
  path: string;
  isFolder: boolean;
  executable: boolean;
  compressed: boolean;
  crc32: number;
  packedSize: number;
  size: number;
  /** Offset of the local header, of the first byte of the data, and of the byte after the data. */
  start: number;
  dataStart: number;
  end: number;
  hasDescriptor: boolean;
}

const FLAG_ENCRYPTED = 0x1 | 0x40 | 0x2000;
const FLAG_DESCRIPTOR = 0x8;
const FLAG_UTF8 = 0x800;
const TYPE_MASK = 0xf000;
const TYPE_FOLDER = 0x4000;
const TYPE_FILE = 0x8000;
const EXTRA_UNICODE_PATH = 0x7075;
const EXTRA_PKWARE_UNIX = 0x000d;
const EXTRA_ASI_UNIX = 0x756e;
const ZIP64_ELSEWHERE = 0xffffffff;

/**
 * Turns an entry and its local header into a checked description.
 * @throws ArchiveError for encryption, other methods than stored and deflated, links, devices, unsafe names, and
 * local headers that tell another story than the directory.
 */
export function zipEntry(entry: Entry, local: LocalFileHeader, maxNameBytes: number): ZipEntry {
  const name = entryName(entry);
  const isFolder = name.endsWith('/');
  const path = safePath(isFolder ? name.slice(0, -1) : name, maxNameBytes);
  refuseEncrypted(entry, local, path);
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
    throw new ArchiveError('unsupported', `The compression of ${shown(path)} is not supported.`);
  }
  const mode = entry.externalFileAttributes >>> 16;
  refuseSpecial(mode & TYPE_MASK, isFolder, path);
  refuseLinks([...entry.extraFields, ...parseExtraFields(local.extraField)], path);
  refuseContradiction(entry, local, path);
  if (isFolder && entry.uncompressedSize > 0) {
    throw new ArchiveError('inconsistent', `The folder ${shown(path)} has contents of its own.`);
  }
  return {
    path,
    isFolder,
    executable: !isFolder && (mode & 0o100) !== 0,
    compressed: entry.compressionMethod === 8,
    crc32: entry.crc32,
    packedSize: entry.compressedSize,
    size: entry.uncompressedSize,
    start: entry.relativeOffsetOfLocalHeader,
    dataStart: local.fileDataStart,
    end: local.fileDataStart + entry.compressedSize,
    hasDescriptor: (local.generalPurposeBitFlag & FLAG_DESCRIPTOR) !== 0,
  };
}

/** Many tools write UTF-8 without saying so; only what is no UTF-8 is read in the old code page of the format. */
function entryName(entry: Entry): string {
  const raw = entry.fileNameRaw;
  const flags = entry.generalPurposeBitFlag;
  if (entry.extraFields.some((field) => field.id === EXTRA_UNICODE_PATH)) {
    return getFileNameLowLevel(flags, raw, entry.extraFields, true);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    if ((flags & FLAG_UTF8) === 0) return getFileNameLowLevel(flags, raw, entry.extraFields, true);
    throw new ArchiveError('unsafe_path', 'A name in the archive is not valid UTF-8.');
  }
}

function refuseEncrypted(entry: Entry, local: LocalFileHeader, path: string): void {
  if (((entry.generalPurposeBitFlag | local.generalPurposeBitFlag) & FLAG_ENCRYPTED) !== 0) {
    throw new ArchiveError('encrypted', `The archive is encrypted: ${shown(path)}.`);
  }
}

function refuseSpecial(type: number, isFolder: boolean, path: string): void {
  if (type !== 0 && type !== TYPE_FILE && type !== TYPE_FOLDER) {
    throw new ArchiveError('not_a_file', `${shown(path)} is a link or a device, not a file.`);
  }
  if (type !== 0 && (type === TYPE_FOLDER) !== isFolder) {
    throw new ArchiveError('inconsistent', `${shown(path)} is marked as a file and as a folder.`);
  }
}

/** Two old Unix extensions can name the target of a symbolic or hard link outside the mode bits. */
function refuseLinks(fields: readonly ExtraField[], path: string): void {
  for (const { id, data } of fields) {
    const pkwareTarget = id === EXTRA_PKWARE_UNIX && data.length > 12;
    if (pkwareTarget || (id === EXTRA_ASI_UNIX && namesLink(data))) {
      throw new ArchiveError('not_a_file', `${shown(path)} is a link or a device, not a file.`);
    }
  }
}

/** Layout: CRC (4), mode (2), size or device (4), owner (2), group (2), target of a link (rest). */
function namesLink(data: Buffer): boolean {
  if (data.length > 14) return true;
  if (data.length < 6) return false;
  const type = data.readUInt16LE(4) & TYPE_MASK;
  return type !== 0 && type !== TYPE_FILE && type !== TYPE_FOLDER;
}

/** A reader that trusts the local headers must see the same files as one that trusts the directory. */
function refuseContradiction(entry: Entry, local: LocalFileHeader, path: string): void {
  const deferred = (local.generalPurposeBitFlag & FLAG_DESCRIPTOR) !== 0;
  const agrees = (here: number, there: number): boolean =>
    here === there || here === ZIP64_ELSEWHERE || (deferred && here === 0);
  if (
    !local.fileName.equals(entry.fileNameRaw) ||
    local.compressionMethod !== entry.compressionMethod ||
    !agrees(local.compressedSize, entry.compressedSize) ||
    !agrees(local.uncompressedSize, entry.uncompressedSize) ||
    !(local.crc32 === entry.crc32 || (deferred && local.crc32 === 0))
  ) {
    throw new ArchiveError('inconsistent', `The archive contradicts itself about ${shown(path)}.`);
  }
}
