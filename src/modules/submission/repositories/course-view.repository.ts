import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '../../../access/actor.js';
import { attends, teaches } from '../../../access/visibility/course-views.js';
import { listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { courseConditions } from '../../course/schemas/course-filters.js';
import type { CourseViewQuery, CourseViewRow, CourseWithTypesRow } from '../schemas/course-view.schema.js';

const COLUMNS = sql`c.id, c.title, c.course_family_id, f.organization_id, c.path, c.created_at, c.updated_at,
  c.created_by, c.updated_by, c.version, o.path || '/' || f.path || '/' || c.path AS full_path`;
const COURSE_IN_ITS_PLACE = sql`course.courses c
  JOIN organization.course_families f ON f.id = c.course_family_id
  JOIN organization.organizations o ON o.id = f.organization_id`;

/** Courses as their students and tutors see them. */
@Injectable()
export class CourseViewRepository {
  constructor(private readonly tx: Transaction) {}

  listAttended<View>(actor: Actor, query: CourseViewQuery, toView: (row: CourseViewRow) => View) {
    return this.list(attends(actor, 'c.id'), query, toView);
  }

  listTaught<View>(actor: Actor, query: CourseViewQuery, toView: (row: CourseViewRow) => View) {
    return this.list(teaches(actor, 'c.id'), query, toView);
  }

  /** The row with the content types of the course, or null when the actor does not attend it. */
  findAttended(actor: Actor, id: string): Promise<CourseWithTypesRow | null> {
    return this.tx.row<CourseWithTypesRow & Record<string, unknown>>(sql`
      SELECT ${COLUMNS}, (
        SELECT coalesce(jsonb_agg(to_jsonb(ct) || jsonb_build_object('course_content_kind', k)
          ORDER BY ct.created_at, ct.id), '[]')
        FROM course.course_content_types ct
        JOIN course.course_content_kinds k ON k.id = ct.course_content_kind_id
        WHERE ct.course_id = c.id) AS course_content_types
      FROM ${COURSE_IN_ITS_PLACE} WHERE c.id = ${id} AND ${attends(actor, 'c.id')}`);
  }

  /** The row, or null when the actor is no tutor of it. */
  findTaught(actor: Actor, id: string): Promise<CourseViewRow | null> {
    return this.tx.row<CourseViewRow & Record<string, unknown>>(
      sql`SELECT ${COLUMNS} FROM ${COURSE_IN_ITS_PLACE} WHERE c.id = ${id} AND ${teaches(actor, 'c.id')}`,
    );
  }

  private list<View>(visible: Sql, query: CourseViewQuery, toView: (row: CourseViewRow) => View) {
    return listPage<CourseViewRow & Record<string, unknown>, View>(
      this.tx,
      {
        select: sql`SELECT ${COLUMNS} FROM ${COURSE_IN_ITS_PLACE}`,
        where: [visible, ...courseConditions(query)],
        order: sql`c.created_at`,
        tieBreak: sql`c.id`,
        paging: query,
      },
      toView,
    );
  }
}
