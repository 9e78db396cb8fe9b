import { UnsafeGitPathError } from './git.errors.js';

/** A file of a commit. */
export interface CommitFile {
  path: string;
  content: Buffer;
  executable?: boolean;
}

/** What a commit changes: folders (`''` is the root) are emptied first, then files are written. */
export interface Change {
  message: string;
  emptied: readonly string[];
  files: readonly CommitFile[];
}

export interface Author {
  name: string;
  email: string;
}

/**
 * The commands by which `git fast-import` makes one commit on the branch `ref`, after `parent` (null: the first one),
 * and prints its id. @throws UnsafeGitPathError
 */
export function* commitScript(
  ref: string,
  parent: string | null,
  change: Change,
  author: Author,
): Generator<Buffer | string> {
  const seconds = Math.floor(Date.now() / 1000);
  yield `commit ${ref}\nmark :1\n`;
  yield `committer ${plain(author.name)} <${plain(author.email)}> ${seconds} +0000\n`;
  yield* data(Buffer.from(change.message));
  if (parent !== null) yield `from ${parent}\n`;
  for (const folder of change.emptied) {
    yield folder === '' ? 'deleteall\n' : `D ${quoted(folder)}\n`;
  }
  for (const file of change.files) {
    yield `M ${file.executable ? '100755' : '100644'} inline ${quoted(file.path)}\n`;
    yield* data(file.content);
  }
  yield 'get-mark :1\ndone\n';
}

function* data(content: Buffer): Generator<Buffer | string> {
  yield `data ${content.length}\n`;
  yield content;
  yield '\n';
}

function plain(text: string): string {
  return text.replace(/[<>\p{Cc}]/gu, '').trim();
}

/** Parts that git, or the file systems of its users, give a meaning of their own. */
const FORBIDDEN_PART = /^(\.{0,2}|\.git[ .]*|git~\d+)$/i;
// Marks that some file systems leave out of names, so that `.g\u200cit` becomes `.git`.
const IGNORED = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/gu;

function quoted(path: string): string {
  const parts = path.split('/');
  const unsafe = parts.some((part) => FORBIDDEN_PART.test(part.replace(IGNORED, '')));
  if (unsafe || /[\p{Cc}\\:]/u.test(path)) throw new UnsafeGitPathError(path);
  return `"${path.replace(/"/g, '\\"')}"`;
}
