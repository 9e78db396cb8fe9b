import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { assertExpectedVersion } from '../../../platform/http/row-version.js';
import { courseErrors } from '../course.errors.js';
import { CourseMemberCommentRepository } from '../repositories/course-member-comment.repository.js';
import type {
  CourseMemberCommentCreate,
  CourseMemberCommentQuery,
  CourseMemberCommentUpdate,
} from '../schemas/course-member-comment.schema.js';
import { CourseMemberService } from './course-member.service.js';

/** What tutors and lecturers note about members; every call answers with the whole list of that member. */
@Injectable()
export class CourseMemberCommentService {
  constructor(
    private readonly tx: Transaction,
    private readonly comments: CourseMemberCommentRepository,
    private readonly members: CourseMemberService,
  ) {}

  list(actor: Actor, query: CourseMemberCommentQuery) {
    return this.comments.listVisible(actor, query.course_member_id, query);
  }

  /** The author needs a membership of his own: 403 AUTHZ_003. */
  async create(actor: Actor, input: CourseMemberCommentCreate) {
    return this.tx.run(async () => {
      const courseId = await this.comments.findCourseOf(input.course_member_id);
      if (courseId === null) throw courseErrors.memberNotFound();
      const author = await this.members.requireMembership(actor, courseId);
      await this.comments.insert(input.course_member_id, author.id, input.message);
      return this.comments.listVisible(actor, input.course_member_id);
    });
  }

  async update(actor: Actor, id: string, changes: CourseMemberCommentUpdate) {
    return this.tx.run(async () => {
      const memberId = await this.lock(id);
      await this.comments.update(id, changes.message);
      return this.comments.listVisible(actor, memberId);
    });
  }

  async remove(actor: Actor, id: string) {
    return this.tx.run(async () => {
      const memberId = await this.lock(id);
      await this.comments.delete(id);
      return this.comments.listVisible(actor, memberId);
    });
  }

  /** The member the comment is about. */
  private async lock(id: string): Promise<string> {
    const row = await this.comments.lock(id);
    if (row === null) throw courseErrors.commentNotFound();
    assertExpectedVersion(row.version);
    return row.course_member_id;
  }
}
