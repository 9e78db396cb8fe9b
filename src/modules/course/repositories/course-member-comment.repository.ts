import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../../../access/actor.js';
import { visibleCourseMemberComments } from '../../../access/visibility/course-members.js';
import { equals, listPage, type Paging } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import {
  type CourseMemberCommentRow,
  toCourseMemberCommentList,
} from '../schemas/course-member-comment.schema.js';

interface BareComment {
  id: string;
  version: number;
  course_member_id: string;
}

const WHOLE_LIST: Paging = { skip: 0, limit: null, sort: null };

/** Notes about course members: found through what the actor may see. */
@Injectable()
export class CourseMemberCommentRepository {
  constructor(private readonly tx: Transaction) {}

  /** Comments about a member, oldest first; all of them unless a page is asked for. */
  async listVisible(actor: Actor, memberId: string, paging: Paging = WHOLE_LIST) {
    return listPage<CourseMemberCommentRow, ReturnType<typeof toCourseMemberCommentList>>(
      this.tx,
      {
        select: sql`
          SELECT mc.*, to_jsonb(author) AS transmitter, to_jsonb(u) - 'password_hash' AS "user"
          FROM course.course_member_comments mc
          JOIN course.course_members cm ON cm.id = mc.course_member_id
          JOIN course.course_members author ON author.id = mc.transmitter_id
          JOIN auth.users u ON u.id = author.user_id`,
        where: [visibleCourseMemberComments(actor), ...equals('mc.course_member_id', memberId)],
        order: sql`mc.created_at`,
        tieBreak: sql`mc.id`,
        paging,
      },
      toCourseMemberCommentList,
    );
  }

  /** The course of a member, or null when there is no such member. */
  async findCourseOf(memberId: string): Promise<string | null> {
    const found = await this.tx.row<{ course_id: string }>(
      sql`SELECT course_id FROM course.course_members WHERE id = ${memberId}`,
    );
    return found?.course_id ?? null;
  }

  /** The row, locked until the end of the transaction. */
  async lock(id: string): Promise<BareComment | null> {
    return this.tx.row<BareComment>(sql`
      SELECT id, version, course_member_id FROM course.course_member_comments WHERE id = ${id} FOR UPDATE`);
  }

  async insert(memberId: string, authorId: string, message: string): Promise<void> {
    await this.tx.execute(sql`
      INSERT INTO course.course_member_comments (id, course_member_id, transmitter_id, message)
      VALUES (${uuidv7()}, ${memberId}, ${authorId}, ${message})`);
  }

  async update(id: string, message: string): Promise<void> {
    await this.tx.execute(
      sql`UPDATE course.course_member_comments SET message = ${message} WHERE id = ${id}`,
    );
  }

  async delete(id: string): Promise<void> {
    await this.tx.execute(sql`DELETE FROM course.course_member_comments WHERE id = ${id}`);
  }
}
