import { Injectable } from '@nestjs/common';
import { ObjectStore } from './object-store.js';
import { ObjectUsers } from './object-users.js';

/** Nobody needs a day between storing an object and committing the row that names it. */
const YOUNG_MS = 24 * 3600 * 1000;
const BATCH = 500;

/** Removes objects that no row names: of rolled back requests, of killed servers, of rows that were deleted. */
@Injectable()
export class ObjectSweep {
  constructor(
    private readonly store: ObjectStore,
    private readonly users: ObjectUsers,
  ) {}

  /**
   * Removes unnamed objects and unfinished writes that are older than a day, until `ending`; returns how many objects.
   * An object that is stored again meanwhile is young and stays.
   */
  async removeUnused(ending: AbortSignal): Promise<number> {
    // Without any user everything would look unused.
    if (this.users.owners.length === 0) return 0;
    const border = new Date(Date.now() - YOUNG_MS);
    await this.store.removeUnfinishedOlderThan(border);
    let removed = 0;
    let batch: string[] = [];
    for await (const hash of this.store.listOlderThan(border)) {
      if (ending.aborted) return removed;
      batch.push(hash);
      if (batch.length < BATCH) continue;
      removed += await this.removeBatch(batch, border);
      batch = [];
    }
    return removed + (await this.removeBatch(batch, border));
  }

  private async removeBatch(hashes: readonly string[], border: Date): Promise<number> {
    if (hashes.length === 0) return 0;
    let removed = 0;
    for (const hash of await this.users.findUnused(hashes)) {
      if (await this.store.remove(hash, border)) removed += 1;
    }
    return removed;
  }
}
