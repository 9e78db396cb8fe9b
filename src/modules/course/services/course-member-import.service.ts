import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { AccountService } from '../../auth/services/account.service.js';
import { courseErrors } from '../course.errors.js';
import { CourseRepository } from '../repositories/course.repository.js';
import type {
  CourseMemberImportRequest,
  CourseMemberImportResponse,
} from '../schemas/course-member-import.schema.js';
import type { BareCourseMemberRow, CourseMemberView } from '../schemas/course-member.schema.js';
import { CourseGroupService } from './course-group.service.js';
import { CourseMemberService } from './course-member.service.js';

interface ProvidedGroup {
  id: string | undefined;
  created: CourseMemberImportResponse['created_group'];
}

/** Brings one line of a list of participants into a course. */
@Injectable()
export class CourseMemberImportService {
  constructor(
    private readonly tx: Transaction,
    private readonly courses: CourseRepository,
    private readonly groups: CourseGroupService,
    private readonly members: CourseMemberService,
    private readonly accounts: AccountService,
  ) {}

  /**
   * The member with his account (found by e-mail address, else made) and his group. Imports into one course follow one
   * another, so that two lines with the same address or group do not meet. 403 AUTHZ_005 beyond the caller's role;
   * what the options forbid comes as `success: false` and leaves nothing behind.
   */
  async import(
    actor: Actor,
    courseId: string,
    line: CourseMemberImportRequest,
  ): Promise<CourseMemberImportResponse> {
    return this.tx.run(async () => {
      if ((await this.courses.lock(courseId)) === null) throw courseErrors.courseNotFound();
      await this.members.assertMayGrant(actor, courseId, line.course_role_id);
      const knownUserId = await this.accounts.findIdByEmail(line.email);
      const member = knownUserId === null ? null : await this.members.lockOfUser(knownUserId, courseId);
      if (member !== null && !line.update_if_exists) return failure('This user is a member already.');
      const group = await this.provideGroup(actor, courseId, line);
      if (group === null) return failure(`There is no group "${line.course_group_title}".`);
      const view =
        member === null
          ? await this.enrol(actor, courseId, knownUserId ?? (await this.makeAccount(line)), group.id, line)
          : await this.update(actor, member, group.id, line);
      return {
        success: true,
        message: otherNames(view, line),
        course_member: view,
        created_group: group.created,
        workflow_id: null,
      };
    });
  }

  /** The group of the line, made if wanted; null when it is missing and may not be made. No title: no id. */
  private async provideGroup(
    actor: Actor,
    courseId: string,
    line: CourseMemberImportRequest,
  ): Promise<ProvidedGroup | null> {
    const title = line.course_group_title;
    if (title === null) return { id: undefined, created: null };
    const id = await this.groups.findIdByTitle(courseId, title);
    if (id !== null) return { id, created: null };
    if (!line.create_missing_group) return null;
    const created = await this.groups.create(actor, { course_id: courseId, title });
    return { id: created.id, created };
  }

  private makeAccount(line: CourseMemberImportRequest): Promise<string> {
    return this.accounts.create({
      email: line.email,
      givenName: line.given_name,
      familyName: line.family_name,
    });
  }

  private enrol(
    actor: Actor,
    courseId: string,
    userId: string,
    groupId: string | undefined,
    line: CourseMemberImportRequest,
  ): Promise<CourseMemberView> {
    return this.members.create(actor, {
      course_id: courseId,
      user_id: userId,
      course_role_id: line.course_role_id,
      course_group_id: groupId,
    });
  }

  /** A line that says what holds already changes nothing, whoever the member is. */
  private async update(
    actor: Actor,
    member: BareCourseMemberRow,
    groupId: string | undefined,
    line: CourseMemberImportRequest,
  ): Promise<CourseMemberView> {
    const differs =
      member.course_role_id !== line.course_role_id ||
      (groupId !== undefined && groupId !== member.course_group_id);
    if (differs) {
      await this.members.change(actor, member, {
        course_role_id: line.course_role_id,
        course_group_id: groupId,
      });
    }
    return this.members.get(actor, member.id);
  }
}

function failure(message: string): CourseMemberImportResponse {
  return { success: false, message, course_member: null, created_group: null, workflow_id: null };
}

/** Names of an account stay as they are; says which of the line differ. */
function otherNames(member: CourseMemberView, line: CourseMemberImportRequest): string | null {
  const differences = (['given_name', 'family_name'] as const)
    .filter((field) => line[field] !== null && line[field] !== member.user?.[field])
    .map((field) => `${field} stays "${member.user?.[field] ?? ''}" (the list says "${line[field]}")`);
  return differences.length === 0 ? null : differences.join('; ');
}
