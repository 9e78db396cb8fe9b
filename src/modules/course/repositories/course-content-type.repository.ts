import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../../../access/actor.js';
import { visibleCourseContentTypes } from '../../../access/visibility/course-contents.js';
import { assignments, insertion } from '../../../platform/database/changes.js';
import { containsText, equals, listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import type {
  BareCourseContentTypeRow,
  CourseContentTypeQuery,
  CourseContentTypeRow,
} from '../schemas/course-content-type.schema.js';

const CHANGEABLE = ['slug', 'title', 'description', 'color', 'properties'] as const;
const COLUMNS = ['id', 'course_id', 'course_content_kind_id', ...CHANGEABLE] as const;
const EXACT = ['id', 'slug', 'title', 'color', 'course_id', 'course_content_kind_id'] as const;

const SELECT = sql`
  SELECT ct.*, to_jsonb(k) AS course_content_kind FROM course.course_content_types ct
  JOIN course.course_content_kinds k ON k.id = ct.course_content_kind_id`;

/** Types of contents: found through what the actor may see. */
@Injectable()
export class CourseContentTypeRepository {
  constructor(private readonly tx: Transaction) {}

  async listVisible<View>(
    actor: Actor,
    query: CourseContentTypeQuery,
    toView: (row: CourseContentTypeRow) => View,
  ) {
    return listPage<CourseContentTypeRow, View>(
      this.tx,
      {
        select: SELECT,
        where: [
          visibleCourseContentTypes(actor),
          ...EXACT.flatMap((column) => equals(`ct.${column}`, query[column])),
          ...containsText('ct.description', query.description),
        ],
        order: sql`ct.created_at`,
        tieBreak: sql`ct.id`,
        paging: query,
      },
      toView,
    );
  }

  async findVisible(actor: Actor, id: string): Promise<CourseContentTypeRow | null> {
    return this.tx.row<CourseContentTypeRow>(
      sql`${SELECT} WHERE ct.id = ${id} AND ${visibleCourseContentTypes(actor)}`,
    );
  }

  /** The row, locked until the end of the transaction. */
  async lock(id: string): Promise<BareCourseContentTypeRow | null> {
    return this.tx.row<BareCourseContentTypeRow>(
      sql`SELECT * FROM course.course_content_types WHERE id = ${id} FOR UPDATE`,
    );
  }

  async insert(values: Readonly<Record<string, unknown>>): Promise<string> {
    const id = uuidv7();
    await this.tx.execute(insertion('course.course_content_types', COLUMNS, { ...values, id }));
    return id;
  }

  async update(id: string, changes: Readonly<Record<string, unknown>>): Promise<void> {
    const set = assignments(CHANGEABLE, changes);
    if (set !== null)
      await this.tx.execute(sql`UPDATE course.course_content_types SET ${set} WHERE id = ${id}`);
  }

  /** Fails with a foreign key violation (409 CONFLICT_003) while contents are of this type. */
  async delete(id: string): Promise<void> {
    await this.tx.execute(sql`DELETE FROM course.course_content_types WHERE id = ${id}`);
  }
}
