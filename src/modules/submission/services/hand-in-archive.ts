import { readArchive } from '../../../platform/storage/archive/read-archive.js';
import { hashFileList } from '../../../platform/storage/archive/hash-file-list.js';
import { submissionErrors } from '../submission.errors.js';
import { type KeptFile, keptFiles } from './kept-files.js';

const MEBIBYTE = 1024 * 1024;

/** Largest packed hand-in, bytes. */
export const MAX_PACKED_BYTES = 10 * MEBIBYTE;

const LIMITS = {
  maxPackedBytes: MAX_PACKED_BYTES,
  maxUnpackedBytes: 10 * MEBIBYTE,
  maxFileBytes: 10 * MEBIBYTE,
  maxEntries: 5000,
  maxNameBytes: 1024,
};

/** A hand-in that passed every check of its file. */
export interface HandInContent {
  kept: KeptFile[];
  /** sha256 over paths and contents; equal hashes mean the same hand-in. */
  hash: string;
  /** Sum of the kept files, bytes. */
  size: number;
  originalFilename: string | null;
}

/**
 * Unpacks a hand-in and selects what is kept of it; nothing is written.
 * @throws ArchiveError, or 400 VAL_004 when no file is left
 */
export async function readHandIn(packed: Buffer, filename: string): Promise<HandInContent> {
  const { kept } = keptFiles(await readArchive(packed, LIMITS));
  if (kept.length === 0) throw submissionErrors.nothingKept();
  return {
    kept,
    hash: hashFileList(kept),
    size: kept.reduce((sum, file) => sum + file.content.length, 0),
    originalFilename: filename.replaceAll('\0', '').slice(0, 255) || null,
  };
}
