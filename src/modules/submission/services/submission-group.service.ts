import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { ENV, type Env } from '../../../platform/config/env.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { SubmissionGroupRepository } from '../repositories/submission-group.repository.js';
import {
  type SubmissionGroupQuery,
  toSubmissionGroupGet,
  toSubmissionGroupList,
} from '../schemas/submission-group.schema.js';
import { submissionErrors } from '../submission.errors.js';

/** Submission groups; those of single members come into being here, when something first needs them. */
@Injectable()
export class SubmissionGroupService {
  constructor(
    private readonly tx: Transaction,
    private readonly groups: SubmissionGroupRepository,
    @Inject(ENV) private readonly env: Env,
  ) {}

  async list(actor: Actor, query: SubmissionGroupQuery) {
    await this.makeNeededFor(actor, query);
    return this.groups.listVisible(actor, query, (row) => toSubmissionGroupList(row, this.env.PUBLIC_URL));
  }

  /** 404 SUBMIT_002 when there is none for the actor. */
  async get(actor: Actor, id: string) {
    const row = await this.groups.findVisible(actor, id);
    if (row === null) throw submissionErrors.groupNotFound();
    return toSubmissionGroupGet(row, this.env.PUBLIC_URL);
  }

  /**
   * Id of the member's group for a content, made now if it is his own one and missing. Null when the content is no
   * submittable one of his course, is archived, or has teams and he is in none.
   */
  async ensureForMember(memberId: string, contentId: string): Promise<string | null> {
    const found = await this.groups.findIdOfMember(memberId, contentId);
    if (found !== null) return found;
    await this.tx.run(() => this.groups.makeMissing({ memberId, contentId }));
    return this.groups.findIdOfMember(memberId, contentId);
  }

  /** Makes the missing groups of one member of a course, or of all its members, in one statement. */
  async ensureForCourse(memberId: string | null, courseId: string): Promise<void> {
    await this.tx.run(() =>
      this.groups.makeMissing({ courseId, ...(memberId === null ? {} : { memberId }) }),
    );
  }

  /** Makes the missing groups of these members for these contents, in one statement. */
  async ensureForMembers(memberIds: readonly string[], contentIds: readonly string[]): Promise<void> {
    await this.tx.run(() => this.groups.makeMissing({ memberId: memberIds, contentId: contentIds }));
  }

  /** Makes the missing groups that a list of this actor must show; of an administrator only for named courses. */
  private async makeNeededFor(actor: Actor, query: SubmissionGroupQuery): Promise<void> {
    const { course_id: courseId, course_content_id: contentId } = query;
    if (actor.isAdmin && courseId === undefined && contentId === undefined) return;
    await this.tx.run(() =>
      this.groups.makeMissing({
        seenBy: actor,
        ...(courseId === undefined ? {} : { courseId }),
        ...(contentId === undefined ? {} : { contentId }),
      }),
    );
  }
}
