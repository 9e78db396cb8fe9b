import { Injectable } from '@nestjs/common';
import type { CourseRole } from '../../../access/roles.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { violates } from '../../../platform/http/database-error.js';
import { courseErrors } from '../course.errors.js';
import { CourseMemberRepository } from '../repositories/course-member.repository.js';

export interface Enrolment {
  course_id: string;
  user_id: string;
  course_role_id: CourseRole;
  course_group_id?: string | null | undefined;
  properties?: Record<string, unknown> | undefined;
}

/** What every new membership brings with it, whichever way it is made. */
@Injectable()
export class EnrolmentService {
  constructor(
    private readonly tx: Transaction,
    private readonly members: CourseMemberRepository,
  ) {}

  /**
   * Makes the membership and the user's student profile in the organization; returns the id of the member.
   * 404 NF_002 for an unknown user, 400 for a group of another course, 409 for a second membership. Whether the caller
   * may give the role is decided before.
   */
  async enrol(enrolment: Enrolment): Promise<string> {
    return this.tx.run(async () => {
      try {
        const id = await this.members.insert({ ...enrolment });
        await this.members.ensureStudentProfile(enrolment.user_id, enrolment.course_id);
        return id;
      } catch (error) {
        if (violates(error, 'course_members_user_id_fkey')) throw courseErrors.userNotFound();
        if (violates(error, 'course_members_group')) throw courseErrors.groupOfAnotherCourse();
        throw error;
      }
    });
  }
}
