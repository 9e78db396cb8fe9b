/** A content as the README of a course lists it. */
export interface ListedContent {
  /** Folder in the repository. */
  folder: string;
  title: string;
}

/** The README at the root of a course's repositories. */
export function readmeOf(title: string, contents: readonly ListedContent[]): Buffer {
  const list = contents.map((content) => `- [${plain(content.title)}](${encodeURI(content.folder)}/)`);
  const body = list.length > 0 ? list.join('\n') : 'Nothing has been released yet.';
  return Buffer.from(`# ${plain(title)}\n\n${body}\n`);
}

function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[[\]<>`*_\\]/g, '\\$&')
    .trim();
}
