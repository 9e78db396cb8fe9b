import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { COURSE_OWNER, courseLevel, type CourseRole } from '../../../access/roles.js';
import { ENV, type Env } from '../../../platform/config/env.js';
import { changedProperties } from '../../../platform/database/changes.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { violates } from '../../../platform/http/database-error.js';
import { assertExpectedVersion } from '../../../platform/http/row-version.js';
import { withoutGit } from '../../organization/schemas/git-info.schema.js';
import { courseErrors } from '../course.errors.js';
import { CourseMemberRepository } from '../repositories/course-member.repository.js';
import {
  type BareCourseMemberRow,
  type CourseMemberCreate,
  type CourseMemberQuery,
  type CourseMemberUpdate,
  toCourseMemberGet,
  toCourseMemberList,
} from '../schemas/course-member.schema.js';
import { EnrolmentService } from './enrolment.service.js';
import { mayGrant, mayManage, UNLIMITED } from './role-limits.js';

/** Who belongs to a course, and who may change that. */
@Injectable()
export class CourseMemberService {
  constructor(
    private readonly tx: Transaction,
    private readonly members: CourseMemberRepository,
    private readonly enrolment: EnrolmentService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  list(actor: Actor, query: CourseMemberQuery) {
    return this.members.listVisible(actor, query, toCourseMemberList);
  }

  /** 404 NF_001 when there is none for the actor. */
  async get(actor: Actor, id: string) {
    const row = await this.members.findVisible(actor, id);
    if (row === null) throw courseErrors.memberNotFound();
    return toCourseMemberGet(row, this.env.PUBLIC_URL);
  }

  /** The caller's membership of a course, or null. */
  async findMembership(actor: Actor, courseId: string): Promise<BareCourseMemberRow | null> {
    return this.members.findOfUser(actor.userId, courseId);
  }

  /** The locked membership of a user, or null. */
  async lockOfUser(userId: string, courseId: string): Promise<BareCourseMemberRow | null> {
    const member = await this.members.findOfUser(userId, courseId);
    return member === null ? null : this.members.lock(member.id);
  }

  /** The caller's membership of a course; 403 AUTHZ_003 without one, for administrators too. */
  async requireMembership(actor: Actor, courseId: string): Promise<BareCourseMemberRow> {
    const member = await this.findMembership(actor, courseId);
    if (member === null) throw courseErrors.notAMember();
    return member;
  }

  async create(actor: Actor, input: CourseMemberCreate) {
    return this.tx.run(async () => {
      await this.assertMayGrant(actor, input.course_id, input.course_role_id);
      const id = await this.enrolment.enrol({ ...input, properties: withoutGit(input.properties) });
      return this.get(actor, id);
    });
  }

  async update(actor: Actor, id: string, changes: CourseMemberUpdate) {
    return this.tx.run(async () => {
      const current = await this.lock(id);
      await this.change(actor, current, changes);
      return this.get(actor, id);
    });
  }

  /** Changes a locked member within the limits of the caller's role (AUTHZ_005). */
  async change(actor: Actor, current: BareCourseMemberRow, changes: CourseMemberUpdate): Promise<void> {
    const role = changes.course_role_id ?? current.course_role_id;
    if (current.user_id === actor.userId && !actor.isAdmin) throw courseErrors.notYourOwnRow();
    await this.assertMayManage(actor, current);
    await this.assertMayGrant(actor, current.course_id, role);
    if (role !== current.course_role_id) await this.assertOwnerRemains(current);
    const properties = changedProperties(
      current.properties,
      changes.properties && withoutGit(changes.properties),
    );
    try {
      await this.members.update(current.id, { ...changes, properties });
    } catch (error) {
      if (violates(error, 'course_members_group')) throw courseErrors.groupOfAnotherCourse();
      throw error;
    }
  }

  /** Members below owners may leave. 409 for the last owner, and while he left submissions, grades or reviews. */
  async remove(actor: Actor, id: string): Promise<void> {
    await this.tx.run(async () => {
      const current = await this.lock(id);
      const leaves = current.user_id === actor.userId;
      if (!leaves) await this.assertMayManage(actor, current);
      await this.assertOwnerRemains(current);
      if (leaves && current.course_role_id === COURSE_OWNER && !actor.isAdmin) {
        throw courseErrors.ownersCannotLeave();
      }
      await this.members.delete(id);
    });
  }

  /** 403 AUTHZ_005 when the role is above the caller's own in the course. */
  async assertMayGrant(actor: Actor, courseId: string, role: CourseRole): Promise<void> {
    if (!mayGrant(await this.levelOf(actor, courseId), role)) throw courseErrors.roleBeyondYourOwn();
  }

  private async assertMayManage(actor: Actor, target: BareCourseMemberRow): Promise<void> {
    if (!mayManage(await this.levelOf(actor, target.course_id), target.course_role_id))
      throw courseErrors.memberBeyondYou();
  }

  private async assertOwnerRemains(leaving: BareCourseMemberRow): Promise<void> {
    if (leaving.course_role_id !== COURSE_OWNER) return;
    if ((await this.members.countOwners(leaving.course_id)) < 2) throw courseErrors.lastOwner();
  }

  private async levelOf(actor: Actor, courseId: string): Promise<number> {
    if (actor.isAdmin) return UNLIMITED;
    return courseLevel((await this.findMembership(actor, courseId))?.course_role_id);
  }

  private async lock(id: string): Promise<BareCourseMemberRow> {
    const row = await this.members.lock(id);
    if (row === null) throw courseErrors.memberNotFound();
    assertExpectedVersion(row.version);
    return row;
  }
}
