import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { CourseMemberGradingRepository } from '../repositories/course-member-grading.repository.js';
import {
  type CourseMemberGradingQuery,
  toCourseMemberGradingsGet,
} from '../schemas/course-member-grading.schema.js';
import { submissionErrors } from '../submission.errors.js';

/** Gradings: what the students of a course handed in and how it was graded. */
@Injectable()
export class CourseMemberGradingService {
  constructor(private readonly gradings: CourseMemberGradingRepository) {}

  list(actor: Actor, query: CourseMemberGradingQuery) {
    return this.gradings.listVisible(actor, query);
  }

  /** 404 NF_001 when the actor sees no such member. */
  async get(actor: Actor, memberId: string) {
    const row = await this.gradings.findVisible(actor, memberId);
    if (row === null) throw submissionErrors.memberNotFound();
    return toCourseMemberGradingsGet(row);
  }
}
