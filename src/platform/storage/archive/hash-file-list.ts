import { createHash } from 'node:crypto';

/**
 * Hash (sha256, hex) of a set of files by path, size and content; neither the order of the files nor the archive they
 * came in matters. Equal hashes mean identical contents.
 */
export function hashFileList(files: readonly { path: string; content: Buffer }[]): string {
  const lines = files.map(({ path, content }) => {
    const contentHash = createHash('sha256').update(content).digest('hex');
    return JSON.stringify([path, content.length, contentHash]);
  });
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}
