import { constants } from 'node:fs';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const IN_THE_WAY = ['EEXIST', 'ENOTDIR', 'EISDIR'];
const MAX_DEPTH = 32;

/** Files of a folder that somebody else filled: plain files only, no links, none over what is there already. */
export class FolderCopy {
  constructor(private readonly source: string) {}

  async into(target: string): Promise<void> {
    await this.copy(this.source, target, 0);
  }

  private async copy(from: string, to: string, depth: number): Promise<void> {
    if (depth > MAX_DEPTH) return;
    for (const entry of await readdir(from, { withFileTypes: true })) {
      const [source, target] = [join(from, entry.name), join(to, entry.name)];
      try {
        if (entry.isDirectory()) {
          await mkdir(target, { recursive: true });
          await this.copy(source, target, depth + 1);
        } else if (entry.isFile()) {
          await copyFile(source, target, constants.COPYFILE_EXCL);
        }
      } catch (error) {
        if (!IN_THE_WAY.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      }
    }
  }
}
