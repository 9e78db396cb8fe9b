import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { ENV, type Env } from '../../../platform/config/env.js';
import { TutorSubmissionGroupRepository } from '../repositories/tutor-submission-group.repository.js';
import {
  toTutorSubmissionGroupGet,
  type TutorSubmissionGroupQuery,
} from '../schemas/tutor-submission-group.schema.js';
import { submissionErrors } from '../submission.errors.js';
import { SubmissionGroupService } from './submission-group.service.js';

/** Submission groups as tutors see them; the permission table asks for a tutor. */
@Injectable()
export class TutorSubmissionGroupService {
  constructor(
    private readonly groups: TutorSubmissionGroupRepository,
    private readonly made: SubmissionGroupService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** Every member has a group for every submittable content, so the missing ones are made first. */
  async list(actor: Actor, query: TutorSubmissionGroupQuery) {
    await this.made.ensureForCourse(null, query.course_id);
    return this.groups.listVisible(actor, query);
  }

  async get(id: string) {
    const row = await this.groups.find(id);
    if (row === null) throw submissionErrors.groupNotFound();
    return toTutorSubmissionGroupGet(row, this.env.PUBLIC_URL);
  }
}
