import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { ENV, type Env } from '../../../platform/config/env.js';
import { CourseViewRepository } from '../repositories/course-view.repository.js';
import {
  type CourseViewQuery,
  toCourseStudentGet,
  toCourseStudentList,
  toCourseTutorGet,
  toCourseTutorList,
} from '../schemas/course-view.schema.js';
import { submissionErrors } from '../submission.errors.js';

/** Courses as their students and tutors see them. */
@Injectable()
export class CourseViewService {
  constructor(
    private readonly courses: CourseViewRepository,
    @Inject(ENV) private readonly env: Env,
  ) {}

  listAttended(actor: Actor, query: CourseViewQuery) {
    return this.courses.listAttended(actor, query, (row) => toCourseStudentList(row, this.env.PUBLIC_URL));
  }

  /** 404 NF_003 when the actor does not attend such a course. */
  async getAttended(actor: Actor, id: string) {
    const row = await this.courses.findAttended(actor, id);
    if (row === null) throw submissionErrors.courseNotFound();
    return toCourseStudentGet(row, this.env.PUBLIC_URL);
  }

  listTaught(actor: Actor, query: CourseViewQuery) {
    return this.courses.listTaught(actor, query, (row) => toCourseTutorList(row, this.env.PUBLIC_URL));
  }

  /** 404 NF_003 when the actor is no tutor of such a course. */
  async getTaught(actor: Actor, id: string) {
    const row = await this.courses.findTaught(actor, id);
    if (row === null) throw submissionErrors.courseNotFound();
    return toCourseTutorGet(row, this.env.PUBLIC_URL);
  }
}
