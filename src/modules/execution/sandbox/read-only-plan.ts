import { closeSync } from 'node:fs';

import type { ReadOnlyBind } from './box-arguments.js';
import { Filler, makeOwnedFolder } from './fill.js';
import { inspectSource, type ReadOnlySource } from './read-only-source.js';
import { BoxRequestError } from './sandbox.errors.js';
import type { OwnRoom } from './stage-size.js';
import { makeFolderBelow, openFolder } from './tree.js';

const MAX_COPY_BYTES = 512 * 1024 * 1024;
/** The folder of all copies, and the one around each. */
const AROUND = 1;

/** The read-only sources of one run, and which of them must be copied. */
export class ReadOnlyPlan {
  private readonly sources: readonly { source: ReadOnlySource; target: string }[];

  /** Throws a BoxRequestError when a source is missing or too big to copy. */
  constructor(binds: readonly ReadOnlyBind[], ownUser: boolean) {
    this.sources = binds.map(({ source, target }) => ({ source: inspectSource(source, ownUser), target }));
    if (this.copied.reduce((sum, { bytes }) => sum + bytes, 0) > MAX_COPY_BYTES) {
      throw new BoxRequestError('A read-only folder that only we may read is too big to be copied.');
    }
  }

  private get copied(): ReadOnlySource[] {
    return this.sources.map(({ source }) => source).filter(({ copy }) => copy);
  }

  /** What the copies take in the work folder, where they lie beside what the program writes. */
  get room(): OwnRoom {
    const sum = { pages: 0, names: this.copied.length === 0 ? 0 : AROUND };
    for (const { pages, names } of this.copied) {
      sum.pages += pages;
      sum.names += names + AROUND;
    }
    return sum;
  }

  /** Where bubblewrap finds each source. */
  binds(stage: string): ReadOnlyBind[] {
    return this.sources.map(({ source, target }, index) => {
      const copied = `${stage}/ro/${index}${source.kind === 'file' ? '/file' : ''}`;
      return { target, source: source.copy ? copied : source.path };
    });
  }

  /** Makes the copies below the open folder of the stage. */
  async copyInto(stage: number): Promise<void> {
    if (this.copied.length === 0) return;
    makeOwnedFolder(stage, 'ro', 0o755, null);
    const filler = new Filler({ owner: null, links: 'keep' });
    for (const [index, { source }] of this.sources.entries()) {
      if (!source.copy) continue;
      makeOwnedFolder(stage, `ro/${index}`, 0o755, null);
      const target = makeFolderBelow(stage, `ro/${index}`, 0o755);
      try {
        if (source.kind === 'folder') await copyFolder(filler, source.path, target);
        else filler.copySingle(source.path, target, 'file');
      } finally {
        closeSync(target);
      }
    }
  }
}

async function copyFolder(filler: Filler, path: string, target: number): Promise<void> {
  const folder = openFolder(path);
  try {
    await filler.copy(folder, target);
  } finally {
    closeSync(folder);
  }
}
