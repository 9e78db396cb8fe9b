import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../../../access/actor.js';
import { lecturedCourses, visibleCourses } from '../../../access/visibility/courses.js';
import { assignments, insertion } from '../../../platform/database/changes.js';
import { listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import type { AuditRow } from '../../../platform/http/view-fields.js';
import { courseConditions } from '../schemas/course-filters.js';
import type {
  CourseCreate,
  CourseListRow,
  CourseQuery,
  CourseRow,
  LecturerCourseQuery,
} from '../schemas/course.schema.js';
import { TEAM_COLUMNS } from '../schemas/team-fields.schema.js';

const CHANGEABLE = ['title', 'description', 'language_code', 'properties', ...TEAM_COLUMNS] as const;
const COLUMNS = ['id', 'path', 'course_family_id', ...CHANGEABLE] as const;

const FULL_PATH = sql`o.path || '/' || f.path || '/' || c.path AS full_path`;
const COURSE_IN_ITS_PLACE = sql`course.courses c
  JOIN organization.course_families f ON f.id = c.course_family_id
  JOIN organization.organizations o ON o.id = f.organization_id`;

/** Courses: found through what the actor may see. */
@Injectable()
export class CourseRepository {
  constructor(private readonly tx: Transaction) {}

  listVisible<View>(actor: Actor, query: CourseQuery, toView: (row: CourseListRow) => View) {
    return this.list(visibleCourses(actor), query, toView);
  }

  /** Those where the actor is lecturer or more. */
  listLectured<View>(actor: Actor, query: LecturerCourseQuery, toView: (row: CourseListRow) => View) {
    return this.list(lecturedCourses(actor), query, toView);
  }

  private list<View>(shown: Sql, query: LecturerCourseQuery, toView: (row: CourseListRow) => View) {
    return listPage<CourseListRow, View>(
      this.tx,
      {
        select: sql`
          SELECT c.id, c.title, c.course_family_id, f.organization_id, c.path, c.language_code, c.properties,
                 c.team_mode, c.team_allow_student_creation, c.created_at, c.updated_at, ${FULL_PATH}
          FROM ${COURSE_IN_ITS_PLACE}`,
        where: [shown, ...courseConditions(query)],
        order: sql`c.created_at`,
        tieBreak: sql`c.id`,
        paging: query,
      },
      toView,
    );
  }

  /** The row with its family and organization, or null when there is none for the actor. */
  async findVisible(actor: Actor, id: string): Promise<CourseRow | null> {
    return this.tx.row<CourseRow>(sql`
      SELECT c.*, f.organization_id, to_jsonb(f) AS course_family, to_jsonb(o) AS organization, ${FULL_PATH}
      FROM ${COURSE_IN_ITS_PLACE} WHERE c.id = ${id} AND ${visibleCourses(actor)}`);
  }

  /**
   * The row, locked until the end of the transaction: every change of the tree of contents and of owners waits for it,
   * while hand-ins and new members (which only refer to the course) do not.
   */
  async lock(id: string): Promise<(AuditRow & { properties: Record<string, unknown> }) | null> {
    return this.tx.row(sql`SELECT * FROM course.courses WHERE id = ${id} FOR NO KEY UPDATE`);
  }

  async insert(input: CourseCreate): Promise<string> {
    const id = uuidv7();
    await this.tx.execute(insertion('course.courses', COLUMNS, { ...input, id }));
    return id;
  }

  async update(id: string, changes: Readonly<Record<string, unknown>>): Promise<void> {
    const set = assignments(CHANGEABLE, changes);
    if (set !== null) await this.tx.execute(sql`UPDATE course.courses SET ${set} WHERE id = ${id}`);
  }
}
