import { Injectable } from '@nestjs/common';

/** Answers which of these hashes (sha256, hex) rows of its module name. */
export type FindUsedObjects = (hashes: readonly string[]) => Promise<string[]>;

/** Whoever stores objects says here how to find out which of them are still wanted. */
@Injectable()
export class ObjectUsers {
  private readonly users = new Map<string, FindUsedObjects>();

  /** `owner` is the name of the module that keeps the rows. */
  register(owner: string, findUsed: FindUsedObjects): void {
    if (this.users.has(owner)) throw new Error(`${owner} has said already which objects it uses.`);
    this.users.set(owner, findUsed);
  }

  /** The names that have registered, sorted. */
  get owners(): string[] {
    return [...this.users.keys()].sort();
  }

  /** Those of `hashes` that no row of anybody names. */
  async findUnused(hashes: readonly string[]): Promise<string[]> {
    const unused = new Set(hashes);
    for (const findUsed of this.users.values()) {
      for (const hash of await findUsed([...unused])) unused.delete(hash);
    }
    return [...unused];
  }
}
