import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { watchedMembers } from '../../../access/kept-views.js';
import { ENV, type Env } from '../../../platform/config/env.js';
import { KeptAnswers } from '../../../platform/kept/kept-answers.js';
import { TutorMemberRepository } from '../repositories/tutor-member.repository.js';
import {
  toTutorCourseMemberGet,
  toTutorCourseMemberList,
  type TutorMemberQuery,
} from '../schemas/tutor-member.schema.js';
import { submissionErrors } from '../submission.errors.js';

/** Members of courses as their tutors see them. */
@Injectable()
export class TutorMemberService {
  constructor(
    private readonly members: TutorMemberRepository,
    private readonly kept: KeptAnswers,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** Members of the course `query.course_id`, which the permission table requires. */
  list(actor: Actor, query: TutorMemberQuery) {
    const inputs = watchedMembers(actor, query);
    const list = () => this.members.listTaught(actor, query, toTutorCourseMemberList);
    return inputs === null ? list() : this.kept.answer(inputs, list);
  }

  /** 404 NF_001 when the actor is no tutor of such a member. */
  async get(actor: Actor, id: string) {
    const row = await this.members.findTaught(actor, id);
    if (row === null) throw submissionErrors.memberNotFound();
    return toTutorCourseMemberGet(row, this.env.PUBLIC_URL);
  }
}
