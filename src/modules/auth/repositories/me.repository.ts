import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { Transaction } from '../../../platform/database/transaction.js';

export interface HeldRole {
  scope: 'organization' | 'course_family' | 'course';
  id: string;
  role: string;
}

/** What a user holds anywhere. */
@Injectable()
export class MeRepository {
  constructor(private readonly tx: Transaction) {}

  async heldRoles(userId: string): Promise<HeldRole[]> {
    return this.tx.rows<HeldRole>(sql`
      SELECT 'organization' AS scope, organization_id AS id, organization_role_id AS role
      FROM organization.organization_members WHERE user_id = ${userId}
      UNION ALL
      SELECT 'course_family', course_family_id, course_family_role_id
      FROM organization.course_family_members WHERE user_id = ${userId}
      UNION ALL
      SELECT 'course', course_id, course_role_id FROM course.course_members WHERE user_id = ${userId}`);
  }

  /** Course role of the user, null without membership. */
  async courseRole(userId: string, courseId: string): Promise<string | null> {
    const found = await this.tx.row<{ role: string }>(sql`
      SELECT course_role_id AS role FROM course.course_members WHERE user_id = ${userId} AND course_id = ${courseId}`);
    return found?.role ?? null;
  }
}
