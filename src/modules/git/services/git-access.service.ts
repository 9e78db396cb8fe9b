import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { courseLevel, LECTURER, TUTOR } from '../../../access/roles.js';
import { scopesCover } from '../../../access/token-scope.js';
import { gitErrors } from '../git.errors.js';
import {
  type AddressedCourse,
  RepositoryOwnerRepository,
} from '../repositories/repository-owner.repository.js';
import type { GitAddress } from './repository-address.js';
import type { CourseRepositoryId } from './repository-space.js';

interface Rights {
  repository: CourseRepositoryId;
  read: boolean;
  write: boolean;
}

/** Who may read and write which repository (contract 06, section 5). */
@Injectable()
export class GitAccessService {
  constructor(private readonly owners: RepositoryOwnerRepository) {}

  /**
   * The repository of an address for somebody who may read it, and with `writes` write it too.
   * 404 NF_001 for one he cannot read, 403 AUTHZ_001 for one he cannot write, 403 AUTHZ_007 for a token without git:write.
   */
  async require(actor: Actor, address: GitAddress, writes: boolean): Promise<CourseRepositoryId> {
    const course = await this.owners.findCourse(actor, address);
    const rights = course === null ? null : await this.rights(actor, course, address);
    if (rights === null || !(rights.read || actor.isAdmin)) throw gitErrors.repositoryNotFound();
    if (writes) assertMayWrite(actor, rights);
    return rights.repository;
  }

  private async rights(
    actor: Actor,
    { id: courseId, level }: AddressedCourse,
    { repository }: GitAddress,
  ): Promise<Rights | null> {
    const teaches = level >= courseLevel(TUTOR);
    switch (repository.kind) {
      case 'student-template':
        return { repository: { kind: repository.kind, courseId }, read: level > 0, write: false };
      case 'assignments':
        return {
          repository: { kind: repository.kind, courseId },
          read: teaches,
          write: level >= courseLevel(LECTURER),
        };
      case 'students': {
        const ownerId = await this.owners.findStudent(courseId, repository.username);
        if (ownerId === null) return null;
        const own = ownerId === actor.userId;
        return { repository: { kind: repository.kind, courseId, ownerId }, read: own || teaches, write: own };
      }
      case 'teams': {
        const own = await this.owners.isInTeam(actor, courseId, repository.groupId);
        if (own === null) return null;
        const team = { kind: repository.kind, courseId, ownerId: repository.groupId } as const;
        return { repository: team, read: own || teaches, write: own };
      }
    }
  }
}

/** Nobody pushes to the template: what students start from comes from releases only. */
function assertMayWrite(actor: Actor, { repository, write }: Rights): void {
  if (repository.kind === 'student-template' || !(write || actor.isAdmin)) throw gitErrors.mayNotWrite();
  if (actor.scopes !== null && !scopesCover(actor.scopes, 'git:write', [])) {
    throw gitErrors.tokenCannotWrite();
  }
}
