import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../../../access/actor.js';
import { COURSE_OWNER } from '../../../access/roles.js';
import { visibleCourseMembers } from '../../../access/visibility/course-members.js';
import { assignments, insertion } from '../../../platform/database/changes.js';
import { equals, listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import type {
  BareCourseMemberRow,
  CourseMemberQuery,
  CourseMemberRow,
} from '../schemas/course-member.schema.js';

const CHANGEABLE = ['course_role_id', 'course_group_id', 'properties'] as const;
const COLUMNS = ['id', 'user_id', 'course_id', ...CHANGEABLE] as const;

const SELECT = sql`
  SELECT cm.*, to_jsonb(u) - 'password_hash' AS "user", o.path || '/' || f.path || '/' || c.path AS full_path
  FROM course.course_members cm
  JOIN auth.users u ON u.id = cm.user_id
  JOIN course.courses c ON c.id = cm.course_id
  JOIN organization.course_families f ON f.id = c.course_family_id
  JOIN organization.organizations o ON o.id = f.organization_id`;

/** Members of courses: found through what the actor may see. */
@Injectable()
export class CourseMemberRepository {
  constructor(private readonly tx: Transaction) {}

  async listVisible<View>(actor: Actor, query: CourseMemberQuery, toView: (row: CourseMemberRow) => View) {
    return listPage<CourseMemberRow, View>(
      this.tx,
      {
        select: SELECT,
        where: [
          visibleCourseMembers(actor),
          ...equals('cm.id', query.id),
          ...equals('cm.user_id', query.user_id),
          ...equals('cm.course_id', query.course_id),
          ...equals('cm.course_group_id', query.course_group_id),
          ...equals('cm.course_role_id', query.course_role_id),
          ...equals('u.given_name', query.given_name),
          ...equals('u.family_name', query.family_name),
        ],
        order: sql`u.family_name, u.given_name`,
        tieBreak: sql`cm.id`,
        paging: query,
      },
      toView,
    );
  }

  /** The row with the account, or null when there is none for the actor. */
  async findVisible(actor: Actor, id: string): Promise<CourseMemberRow | null> {
    return this.tx.row<CourseMemberRow>(
      sql`${SELECT} WHERE cm.id = ${id} AND ${visibleCourseMembers(actor)}`,
    );
  }

  /** The membership of a user, or null. */
  async findOfUser(userId: string, courseId: string): Promise<BareCourseMemberRow | null> {
    return this.tx.row<BareCourseMemberRow>(sql`
      SELECT * FROM course.course_members WHERE user_id = ${userId} AND course_id = ${courseId}`);
  }

  /** The row, locked until the end of the transaction. */
  async lock(id: string): Promise<BareCourseMemberRow | null> {
    return this.tx.row<BareCourseMemberRow>(
      sql`SELECT * FROM course.course_members WHERE id = ${id} FOR UPDATE`,
    );
  }

  /** Owners of a course; the course is locked first, so that two cannot leave at once. */
  async countOwners(courseId: string): Promise<number> {
    await this.tx.execute(sql`SELECT id FROM course.courses WHERE id = ${courseId} FOR NO KEY UPDATE`);
    const found = await this.tx.row<{ owners: number }>(sql`
      SELECT count(*)::int AS owners FROM course.course_members
      WHERE course_id = ${courseId} AND course_role_id = ${COURSE_OWNER}`);
    return found?.owners ?? 0;
  }

  async insert(values: Readonly<Record<string, unknown>>): Promise<string> {
    const id = uuidv7();
    await this.tx.execute(insertion('course.course_members', COLUMNS, { ...values, id }));
    return id;
  }

  /** Gives the user a student profile in the organization of the course unless he has one. */
  async ensureStudentProfile(userId: string, courseId: string): Promise<void> {
    await this.tx.execute(sql`
      INSERT INTO auth.student_profiles (id, user_id, organization_id)
      SELECT ${uuidv7()}::uuid, ${userId}::uuid, f.organization_id FROM course.courses c
      JOIN organization.course_families f ON f.id = c.course_family_id WHERE c.id = ${courseId}
      ON CONFLICT (user_id, organization_id) DO NOTHING`);
  }

  async update(id: string, changes: Readonly<Record<string, unknown>>): Promise<void> {
    const set = assignments(CHANGEABLE, changes);
    if (set !== null) await this.tx.execute(sql`UPDATE course.course_members SET ${set} WHERE id = ${id}`);
  }

  /** Fails with a foreign key violation (409) when he left submissions, grades, reviews or results. */
  async delete(id: string): Promise<void> {
    await this.tx.execute(sql`DELETE FROM course.course_members WHERE id = ${id}`);
  }
}
