import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../../../access/actor.js';
import { visibleCourseGroups } from '../../../access/visibility/course-members.js';
import { assignments, insertion } from '../../../platform/database/changes.js';
import { equals, listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import type { CourseGroupQuery, CourseGroupRow } from '../schemas/course-group.schema.js';

const CHANGEABLE = ['title', 'description', 'properties'] as const;
const COLUMNS = ['id', 'course_id', ...CHANGEABLE] as const;

/** Groups of course members (exercise groups, not teams): found through what the actor may see. */
@Injectable()
export class CourseGroupRepository {
  constructor(private readonly tx: Transaction) {}

  async listVisible<View>(actor: Actor, query: CourseGroupQuery, toView: (row: CourseGroupRow) => View) {
    return listPage<CourseGroupRow, View>(
      this.tx,
      {
        select: sql`SELECT cg.* FROM course.course_groups cg`,
        where: [
          visibleCourseGroups(actor),
          ...equals('cg.id', query.id),
          ...equals('cg.title', query.title),
          ...equals('cg.course_id', query.course_id),
        ],
        order: sql`cg.created_at`,
        tieBreak: sql`cg.id`,
        paging: query,
      },
      toView,
    );
  }

  async findVisible(actor: Actor, id: string): Promise<CourseGroupRow | null> {
    return this.tx.row<CourseGroupRow>(
      sql`SELECT cg.* FROM course.course_groups cg WHERE cg.id = ${id} AND ${visibleCourseGroups(actor)}`,
    );
  }

  async findByTitle(courseId: string, title: string): Promise<CourseGroupRow | null> {
    return this.tx.row<CourseGroupRow>(
      sql`SELECT * FROM course.course_groups WHERE course_id = ${courseId} AND title = ${title}`,
    );
  }

  /** The row, locked until the end of the transaction. */
  async lock(id: string): Promise<CourseGroupRow | null> {
    return this.tx.row<CourseGroupRow>(sql`SELECT * FROM course.course_groups WHERE id = ${id} FOR UPDATE`);
  }

  async insert(values: Readonly<Record<string, unknown>>): Promise<string> {
    const id = uuidv7();
    await this.tx.execute(insertion('course.course_groups', COLUMNS, { ...values, id }));
    return id;
  }

  /** Makes the group unless another request was faster; the id of the new one, else null. */
  async insertUnlessTaken(courseId: string, title: string): Promise<string | null> {
    const made = await this.tx.row<{ id: string }>(sql`
      INSERT INTO course.course_groups (id, course_id, title) VALUES (${uuidv7()}, ${courseId}, ${title})
      ON CONFLICT (course_id, title) DO NOTHING RETURNING id`);
    return made?.id ?? null;
  }

  async update(id: string, changes: Readonly<Record<string, unknown>>): Promise<void> {
    const set = assignments(CHANGEABLE, changes);
    if (set !== null) await this.tx.execute(sql`UPDATE course.course_groups SET ${set} WHERE id = ${id}`);
  }

  /** Fails with a foreign key violation (409 CONFLICT_003) while the group has members. */
  async delete(id: string): Promise<void> {
    await this.tx.execute(sql`DELETE FROM course.course_groups WHERE id = ${id}`);
  }
}
