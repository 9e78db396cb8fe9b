import type { ArchiveFile } from '../../../platform/storage/archive/archive-file.js';
import { PathSet } from '../../../platform/storage/archive/path-set.js';
import { removeTopFolder } from '../../../platform/storage/archive/remove-top-folder.js';
import { dropReason, type DropReason } from './drop-reason.js';

/** A file that belongs to the hand-in: its path in the archive, its clean path, its bytes. */
export interface KeptFile {
  originalPath: string;
  path: string;
  content: Buffer;
}

/** What is kept of a hand-in, and what is left out and why, both in the order of the archive. */
export interface KeptFiles {
  kept: KeptFile[];
  dropped: { path: string; reason: DropReason }[];
}

const MAX_SEGMENT_CHARACTERS = 100;
const MAX_SEGMENT_BYTES = 255;

/**
 * Decides what is kept of an unpacked hand-in (contract 04, section 4): one common top folder goes, junk and programs
 * are dropped, names are cleaned.
 * @throws ArchiveError (duplicate, twin) when two files fall on one name
 */
export function keptFiles(files: readonly Pick<ArchiveFile, 'path' | 'content'>[]): KeptFiles {
  const originals = files.map(({ path, content }) => ({ originalPath: path, path, content }));
  return selectFiles(removeTopFolder(originals));
}

/** `keptFiles` for files whose top folder is already gone; applied to its own result it changes nothing. */
export function selectFiles(files: readonly KeptFile[]): KeptFiles {
  const result: KeptFiles = { kept: [], dropped: [] };
  const names = new PathSet();
  for (const file of files) {
    const path = cleanPath(file.path);
    // The clean name is judged as well: cutting or composing letters may turn a harmless ending into another.
    const reason = dropReason(file.path, file.content) ?? dropReason(path, file.content);
    if (reason) {
      result.dropped.push({ path: file.originalPath, reason });
    } else {
      names.addFile(path);
      result.kept.push({ originalPath: file.originalPath, path, content: file.content });
    }
  }
  return result;
}

function cleanPath(path: string): string {
  const folders = path.split('/');
  const name = folders.pop() ?? '';
  return [...folders.map(cleanFolder), cleanName(name)].join('/');
}

function cleanFolder(segment: string): string {
  return segment
    .normalize('NFC')
    .replace(/[^A-Za-z0-9_.-]/gu, '_')
    .slice(0, MAX_SEGMENT_CHARACTERS);
}

/** A name that is too long loses the end of its stem, so that it stays a Python or C file. */
function cleanName(name: string): string {
  const clean = name.normalize('NFC').replace(/[^\p{L}\p{Nd}_.()-]/gu, '_');
  const dot = clean.lastIndexOf('.');
  const ending = dot > 0 && clean.length - dot <= 20 ? clean.slice(dot) : '';
  const stem = Array.from(clean.slice(0, clean.length - ending.length));
  const longest = MAX_SEGMENT_CHARACTERS - Array.from(ending).length;
  if (stem.length > longest) stem.length = longest;
  while (Buffer.byteLength(stem.join('') + ending) > MAX_SEGMENT_BYTES) stem.pop();
  return stem.join('') + ending;
}
