import { closeSync } from 'node:fs';

import type { BoxFile, ReadOnlyEntry } from './box.js';
import type { ReadOnlyBind } from './box-arguments.js';
import { deliverFiles } from './deliver.js';
import { Filler, makeOwnedFolder } from './fill.js';
import { inspectSource, type ReadOnlySource } from './read-only-source.js';
import { BoxRequestError } from './sandbox.errors.js';
import { type OwnRoom, pagesOf } from './stage-size.js';
import { makeFolderBelow, openFolder } from './tree.js';

const MAX_COPY_BYTES = 512 * 1024 * 1024;
/** The folder of all copies, and the one around each. */
const AROUND = 1;

/** Something that lies in the work folder for this run. */
interface Copy extends OwnRoom {
  bytes: number;
  /** Where it is below its folder in the stage. */
  inside: string;
  /** Fills the folder `name` below the folder of copies, which is open. */
  put: (copies: number, name: string) => Promise<void>;
}

/** Where a target comes from: a path of the host as it is, or a copy. */
interface Planned {
  target: string;
  path: string | null;
  copy: Copy | null;
}

/** The read-only entries of one run, and which of them must be copied or written. */
export class ReadOnlyPlan {
  private readonly entries: readonly Planned[];

  /** Throws a BoxRequestError when a source is missing or too big to copy. */
  constructor(entries: readonly ReadOnlyEntry[], ownUser: boolean) {
    this.entries = entries.map((entry) =>
      'files' in entry
        ? { target: entry.target, path: null, copy: copyOfFiles(entry.files) }
        : plannedSource(inspectSource(entry.source, ownUser), entry.target),
    );
    if (this.copies.reduce((sum, { bytes }) => sum + bytes, 0) > MAX_COPY_BYTES) {
      throw new BoxRequestError('What only we may read is too big to be copied into the box.');
    }
  }

  private get copies(): Copy[] {
    return this.entries.map(({ copy }) => copy).filter((copy) => copy !== null);
  }

  /** What the copies take in the work folder, where they lie beside what the program writes. */
  get room(): OwnRoom {
    const sum = { pages: 0, names: this.copies.length === 0 ? 0 : AROUND };
    for (const { pages, names } of this.copies) {
      sum.pages += pages;
      sum.names += names + AROUND;
    }
    return sum;
  }

  /** Where bubblewrap finds each entry. */
  binds(stage: string): ReadOnlyBind[] {
    return this.entries.map(({ target, path, copy }, index) => ({
      target,
      source: path ?? `${stage}/ro/${index}${copy?.inside ?? ''}`,
    }));
  }

  /** Makes the copies below the open folder of the stage. */
  async copyInto(stage: number): Promise<void> {
    if (this.copies.length === 0) return;
    makeOwnedFolder(stage, 'ro', 0o755, null);
    const copies = makeFolderBelow(stage, 'ro', 0o755);
    try {
      for (const [index, { copy }] of this.entries.entries()) {
        if (copy === null) continue;
        makeOwnedFolder(copies, String(index), 0o755, null);
        await copy.put(copies, String(index));
      }
    } finally {
      closeSync(copies);
    }
  }
}

function plannedSource({ path, kind, copy, ...size }: ReadOnlySource, target: string): Planned {
  if (!copy) return { target, path, copy: null };
  const put = kind === 'folder' ? copyFolder : copySingle;
  const inside = kind === 'folder' ? '' : '/file';
  return {
    ...{ target, path: null },
    copy: { ...size, inside, put: (copies, name) => put(path, copies, name) },
  };
}

async function copyFolder(path: string, copies: number, name: string): Promise<void> {
  const source = openFolder(path);
  try {
    const target = makeFolderBelow(copies, name, 0o755);
    try {
      await new Filler({ owner: null, links: 'keep' }).copy(source, target);
    } finally {
      closeSync(target);
    }
  } finally {
    closeSync(source);
  }
}

async function copySingle(path: string, copies: number, name: string): Promise<void> {
  const target = makeFolderBelow(copies, name, 0o755);
  try {
    new Filler({ owner: null, links: 'keep' }).copySingle(path, target, 'file');
  } finally {
    closeSync(target);
  }
}

function copyOfFiles(files: readonly BoxFile[]): Copy {
  const sizes = files.map(({ content }) => content.length);
  return {
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    pages: sizes.reduce((sum, size) => sum + pagesOf(size), 0),
    // Each folder counts as often as there are files below it, which is never too few.
    names: files.reduce((sum, { path }) => sum + path.split('/').length, 0),
    inside: '',
    put: async (copies, name) => deliverFiles(`/proc/self/fd/${copies}`, name, files),
  };
}
