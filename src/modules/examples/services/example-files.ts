import type { ArchiveFile } from '../../../platform/storage/archive/archive-file.js';
import { PathSet } from '../../../platform/storage/archive/path-set.js';
import { readArchive, type ArchiveLimits } from '../../../platform/storage/archive/read-archive.js';
import { removeTopFolder } from '../../../platform/storage/archive/remove-top-folder.js';
import { safePath, shown } from '../../../platform/storage/archive/safe-path.js';
import { ArchiveError } from '../../../platform/storage/storage.errors.js';
import { InvalidExampleFilesError } from '../examples.errors.js';
import { isBinaryName, mediaTypeOf } from './binary-names.js';
import { decodeBase64, decodeDataUri } from './data-uri.js';

const MIB = 1 << 20;
const LONE_SURROGATE = /\p{Cs}/u;

/** What an example may consist of (contract 06, section 2). */
export const EXAMPLE_LIMITS: ArchiveLimits = {
  maxUnpackedBytes: 100 * MIB,
  maxFileBytes: 100 * MIB,
  maxEntries: 5000,
  maxNameBytes: 1024,
};

/**
 * The files of an upload's `files` map (contract 06, section 2, rule 1). One key ending in `.zip` alone is an archive
 * in base64 or as a data URI; else values are texts, except data URIs and base64 under a name of a binary kind. One
 * common top folder is removed.
 * @throws InvalidExampleFilesError, ArchiveError (paths and limits)
 */
export async function decodeExampleFiles(
  files: Readonly<Record<string, string>>,
  limits: ArchiveLimits = EXAMPLE_LIMITS,
): Promise<ArchiveFile[]> {
  const entries = Object.entries(files);
  const [first] = entries;
  if (entries.length === 1 && first && /\.zip$/i.test(first[0])) {
    return removeTopFolder(await readArchive(decodeZip(...first), limits));
  }
  return removeTopFolder(decodeEntries(entries, limits));
}

/**
 * The `files` map of a download: texts as they are, everything else as data URI. What an upload would not read as the
 * text it is (a text that looks like a data URI, base64 in a file named `.doc`) becomes a data URI, too, so that
 * `decodeExampleFiles` gives the same bytes again.
 */
export function encodeExampleFiles(
  files: readonly { path: string; content: Buffer }[],
): Record<string, string> {
  // Object.fromEntries defines properties, so that a file named __proto__ is a file.
  return Object.fromEntries(files.map(({ path, content }) => [path, encodeContent(path, content)]));
}

/**
 * The identifier of an example: that of meta.yaml, else its directory with `-` and `_` as `.` (rule 3); labels that
 * would be empty are left out. Undefined when nothing remains.
 */
export function exampleIdentifier(meta: { identifier?: string }, directory: string): string | undefined {
  if (meta.identifier !== undefined) return meta.identifier;
  const labels = directory.split(/[-_.]/).filter((label) => label !== '');
  return labels.length > 0 ? labels.join('.') : undefined;
}

function decodeZip(name: string, value: string): Buffer {
  const packed = decodeDataUri(value) ?? decodeBase64(value);
  if (!packed)
    throw new InvalidExampleFilesError(`The archive ${shown(name)} is neither base64 nor a data URI.`);
  return packed;
}

function decodeEntries(entries: readonly [string, string][], limits: ArchiveLimits): ArchiveFile[] {
  if (entries.length > limits.maxEntries) {
    throw new ArchiveError('too_many_entries', `There are more than ${limits.maxEntries} files.`);
  }
  const paths = new PathSet();
  let total = 0;
  return entries.map(([key, value]) => {
    const path = safePath(key, limits.maxNameBytes);
    paths.addFile(path);
    const content = decodeContent(path, value);
    total += content.length;
    if (content.length > limits.maxFileBytes) {
      throw new ArchiveError('file_too_large', `${shown(path)} is larger than ${limits.maxFileBytes} bytes.`);
    }
    if (total > limits.maxUnpackedBytes) {
      throw new ArchiveError(
        'unpacked_too_large',
        `The files are larger than ${limits.maxUnpackedBytes} bytes.`,
      );
    }
    return { path, content, executable: false };
  });
}

function decodeContent(path: string, value: string): Buffer {
  const decoded = decodeDataUri(value) ?? (isBinaryName(path) ? decodeBase64(value) : undefined);
  if (decoded) return decoded;
  if (LONE_SURROGATE.test(value)) {
    throw new InvalidExampleFilesError(`The text of ${shown(path)} contains half a character.`);
  }
  return Buffer.from(value);
}

function encodeContent(path: string, content: Buffer): string {
  const text = textOf(content);
  if (text !== undefined && decodeContent(path, text).equals(content)) return text;
  return `data:${mediaTypeOf(path)};base64,${content.toString('base64')}`;
}

/** Undefined for what is not valid UTF-8 or contains NUL, which no text does. */
function textOf(content: Buffer): string | undefined {
  if (content.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return undefined;
  }
}
