import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { ENV, type Env } from '../../../platform/config/env.js';
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
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** Members of the course `query.course_id`, which the permission table requires. */
  list(actor: Actor, query: TutorMemberQuery) {
    return this.members.listTaught(actor, query, toTutorCourseMemberList);
  }

  /** 404 NF_001 when the actor is no tutor of such a member. */
  async get(actor: Actor, id: string) {
    const row = await this.members.findTaught(actor, id);
    if (row === null) throw submissionErrors.memberNotFound();
    return toTutorCourseMemberGet(row, this.env.PUBLIC_URL);
  }
}
