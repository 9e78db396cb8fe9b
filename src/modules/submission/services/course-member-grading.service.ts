import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { watchedGradings } from '../../../access/kept-views.js';
import { KeptAnswers } from '../../../platform/kept/kept-answers.js';
import { CourseMemberGradingRepository } from '../repositories/course-member-grading.repository.js';
import {
  type CourseMemberGradingQuery,
  toCourseMemberGradingsGet,
} from '../schemas/course-member-grading.schema.js';
import { submissionErrors } from '../submission.errors.js';

/** Gradings: what the students of a course handed in and how it was graded. */
@Injectable()
export class CourseMemberGradingService {
  constructor(
    private readonly gradings: CourseMemberGradingRepository,
    private readonly kept: KeptAnswers,
  ) {}

  list(actor: Actor, query: CourseMemberGradingQuery) {
    const inputs = watchedGradings(actor, query);
    const list = () => this.gradings.listVisible(actor, query);
    return inputs === null ? list() : this.kept.answer(inputs, list);
  }

  /** 404 NF_001 when the actor sees no such member. */
  async get(actor: Actor, memberId: string) {
    const row = await this.gradings.findVisible(actor, memberId);
    if (row === null) throw submissionErrors.memberNotFound();
    return toCourseMemberGradingsGet(row);
  }
}
