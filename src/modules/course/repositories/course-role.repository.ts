import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { containsText, equals, listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import type { CourseRoleQuery, CourseRoleRow } from '../schemas/course-role.schema.js';

/** Course roles, lowest first. */
@Injectable()
export class CourseRoleRepository {
  constructor(private readonly tx: Transaction) {}

  async list<View>(query: CourseRoleQuery, toView: (row: CourseRoleRow) => View) {
    return listPage<CourseRoleRow, View>(
      this.tx,
      {
        select: sql`SELECT r.* FROM course.course_roles r`,
        where: [
          ...equals('r.id', query.id),
          ...equals('r.title', query.title),
          ...containsText('r.description', query.description),
        ],
        order: sql`r.hierarchy_level`,
        tieBreak: sql`r.id`,
        paging: query,
      },
      toView,
    );
  }

  async find(id: string): Promise<CourseRoleRow | null> {
    return this.tx.row<CourseRoleRow>(sql`SELECT r.* FROM course.course_roles r WHERE r.id = ${id}`);
  }
}
