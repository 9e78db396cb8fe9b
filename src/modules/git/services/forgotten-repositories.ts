import { Injectable } from '@nestjs/common';
import { RepositoryUpkeep } from '../../../platform/git/repository-upkeep.js';
import { RepositoryOwnerRepository } from '../repositories/repository-owner.repository.js';

const BATCH = 500;

/** Repositories whose course, team or account was deleted. */
@Injectable()
export class ForgottenRepositories {
  constructor(
    private readonly upkeep: RepositoryUpkeep,
    private readonly owners: RepositoryOwnerRepository,
  ) {}

  /**
   * Puts those aside that are not in use, and removes what was put aside a week ago, until `ending`; returns how many were put
   * aside. A repository is made for committed rows only, so a row that is missing after the look at the disk was deleted.
   */
  async remove(ending: AbortSignal): Promise<number> {
    await this.upkeep.removePutAside();
    let removed = 0;
    let batch: string[] = [];
    for await (const key of this.upkeep.keys()) {
      if (ending.aborted) return removed;
      batch.push(key);
      if (batch.length < BATCH) continue;
      removed += await this.removeForgotten(batch);
      batch = [];
    }
    return removed + (await this.removeForgotten(batch));
  }

  private async removeForgotten(keys: readonly string[]): Promise<number> {
    let removed = 0;
    const emptied = new Set<string>();
    for (const { key, gone_course_id: courseId } of await this.owners.findForgotten(keys)) {
      if (!(await this.upkeep.putAside(key))) continue;
      removed += 1;
      if (courseId !== null) emptied.add(courseId);
    }
    for (const courseId of emptied) await this.upkeep.removeEmptyFolders(courseId);
    return removed;
  }
}
