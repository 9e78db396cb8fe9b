import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { COURSE_OWNER } from '../../../access/roles.js';
import { ENV, type Env } from '../../../platform/config/env.js';
import { changedProperties } from '../../../platform/database/changes.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { assertExpectedVersion } from '../../../platform/http/row-version.js';
import { withoutGit } from '../../organization/schemas/git-info.schema.js';
import { courseErrors } from '../course.errors.js';
import { CourseRepository } from '../repositories/course.repository.js';
import {
  type CourseCreate,
  type CourseQuery,
  type CourseUpdate,
  type LecturerCourseQuery,
  toCourseGet,
  toCourseList,
} from '../schemas/course.schema.js';
import { EnrolmentService } from './enrolment.service.js';

/** The rules of courses. */
@Injectable()
export class CourseService {
  constructor(
    private readonly tx: Transaction,
    private readonly courses: CourseRepository,
    private readonly enrolment: EnrolmentService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  list(actor: Actor, query: CourseQuery) {
    return this.courses.listVisible(actor, query, (row) => toCourseList(row, this.env.PUBLIC_URL));
  }

  /** Those where the actor is lecturer or more. */
  listLectured(actor: Actor, query: LecturerCourseQuery) {
    return this.courses.listLectured(actor, query, (row) => toCourseList(row, this.env.PUBLIC_URL));
  }

  /** 404 NF_003 when there is none for the actor. */
  async get(actor: Actor, id: string) {
    const row = await this.courses.findVisible(actor, id);
    if (row === null) throw courseErrors.courseNotFound();
    return toCourseGet(row, this.env.PUBLIC_URL);
  }

  /** The creator becomes its owner. */
  async create(actor: Actor, input: CourseCreate) {
    return this.tx.run(async () => {
      const id = await this.courses.insert({ ...input, properties: withoutGit(input.properties) });
      await this.enrolment.enrol({ course_id: id, user_id: actor.userId, course_role_id: COURSE_OWNER });
      return this.get(actor, id);
    });
  }

  async update(actor: Actor, id: string, changes: CourseUpdate) {
    return this.tx.run(async () => {
      const current = await this.courses.lock(id);
      if (current === null) throw courseErrors.courseNotFound();
      assertExpectedVersion(current.version);
      const properties = changedProperties(
        current.properties,
        changes.properties && withoutGit(changes.properties),
      );
      await this.courses.update(id, { ...changes, properties });
      return this.get(actor, id);
    });
  }
}
