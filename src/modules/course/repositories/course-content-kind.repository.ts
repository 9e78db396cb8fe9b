import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { containsText, equals, listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import type { CourseContentKindQuery, CourseContentKindRow } from '../schemas/course-content-kind.schema.js';

/** Kinds of course contents. */
@Injectable()
export class CourseContentKindRepository {
  constructor(private readonly tx: Transaction) {}

  async list<View>(query: CourseContentKindQuery, toView: (row: CourseContentKindRow) => View) {
    return listPage<CourseContentKindRow, View>(
      this.tx,
      {
        select: sql`SELECT k.* FROM course.course_content_kinds k`,
        where: [
          ...equals('k.id', query.id),
          ...equals('k.title', query.title),
          ...containsText('k.description', query.description),
          ...equals('k.has_ascendants', query.has_ascendants),
          ...equals('k.has_descendants', query.has_descendants),
          ...equals('k.submittable', query.submittable),
        ],
        order: sql`k.created_at`,
        tieBreak: sql`k.id`,
        paging: query,
      },
      toView,
    );
  }

  async find(id: string): Promise<CourseContentKindRow | null> {
    return this.tx.row<CourseContentKindRow>(
      sql`SELECT k.* FROM course.course_content_kinds k WHERE k.id = ${id}`,
    );
  }
}
