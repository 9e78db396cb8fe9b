import { Injectable } from '@nestjs/common';
import sql, { raw, type Sql } from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../../../access/actor.js';
import {
  ARCHIVED_SINCE,
  KEPT,
  tutoredCourse,
  visibleCourseContents,
} from '../../../access/visibility/course-contents.js';
import { lectures } from '../../../access/visibility/courses.js';
import { assignments, insertion } from '../../../platform/database/changes.js';
import { containsText, equals, listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import type { CourseContentKindRow } from '../schemas/course-content-kind.schema.js';
import type { CourseContentQuery, LecturerContentQuery } from '../schemas/course-content.schema.js';
import type { BareCourseContentRow, CourseContentRow } from '../schemas/course-content-view.schema.js';
import { deploymentColumns, deploymentJoin } from '../schemas/deployment.schema.js';
import { TEAM_COLUMNS } from '../schemas/team-fields.schema.js';
import { treeConditions } from '../schemas/tree-filters.js';
import { treeOrder } from '../schemas/tree-order.js';

const CHANGEABLE = [
  'course_content_type_id',
  'title',
  'description',
  'position',
  'max_group_size',
  'max_test_runs',
  'max_submissions',
  'opens_at',
  'due_at',
  'closes_at',
  'late_policy',
  'team_formation_deadline',
  'properties',
  ...TEAM_COLUMNS,
] as const;
const COLUMNS = ['id', 'course_id', 'path', ...CHANGEABLE] as const;
const EXACT = [
  'id',
  'title',
  'course_id',
  'course_content_type_id',
  'position',
  'max_group_size',
  'max_test_runs',
  'max_submissions',
  'testing_service_id',
] as const;

const FULL_PATH = "(o.path || '/' || f.path || '/' || c.path)";

const SELECT = sql`
  SELECT cc.*, ct.course_content_kind_id, k.submittable AS is_submittable, to_jsonb(ct) AS course_content_type,
         to_jsonb(k) AS course_content_kind, ${raw(FULL_PATH)} AS full_path, ${ARCHIVED_SINCE} AS archived_since,
         ${deploymentColumns()}
  FROM course.course_contents cc
  JOIN course.course_content_types ct ON ct.id = cc.course_content_type_id
  JOIN course.course_content_kinds k ON k.id = ct.course_content_kind_id
  JOIN course.courses c ON c.id = cc.course_id
  JOIN organization.course_families f ON f.id = c.course_family_id
  JOIN organization.organizations o ON o.id = f.organization_id
  ${deploymentJoin()}`;

const IS_DEPLOYED = sql`coalesce(d.deployment_status <> 'unassigned', false)`;

/** Contents of courses: found through what the actor may see, in the order of the tree. */
@Injectable()
export class CourseContentRepository {
  constructor(private readonly tx: Transaction) {}

  listVisible<View>(actor: Actor, query: CourseContentQuery, toView: (row: CourseContentRow) => View) {
    return this.list([visibleCourseContents(actor)], query, toView);
  }

  /** Those of courses where the actor is lecturer or more; `gitUrl` is where the repositories of all courses lie. */
  listLectured<View>(
    actor: Actor,
    query: LecturerContentQuery,
    gitUrl: string,
    toView: (row: CourseContentRow) => View,
  ) {
    const shown = [
      lectures(actor, 'cc.course_id'),
      ...equals('nlevel(cc.path)', query.nlevel),
      ...treeConditions(query),
      ...equals('d.deployment_path', query.directory),
      ...equals(FULL_PATH, query.project),
      ...(query.provider_url === undefined ? [] : [sql`${query.provider_url.includes(gitUrl)}`]),
    ];
    return this.list(shown, query, toView);
  }

  private list<View>(
    shown: readonly Sql[],
    query: LecturerContentQuery,
    toView: (row: CourseContentRow) => View,
  ) {
    const deployed: Sql[] =
      query.has_deployment === undefined ? [] : [sql`${IS_DEPLOYED} = ${query.has_deployment}`];
    return listPage<CourseContentRow, View>(
      this.tx,
      {
        select: SELECT,
        where: [
          ...shown,
          ...EXACT.flatMap((column) => equals(`cc.${column}`, query[column])),
          ...equals('cc.path::text', query.path),
          ...containsText('cc.description', query.description),
          ...(query.archived === 'any' ? [] : [query.archived === 'archived' ? sql`NOT ${KEPT}` : KEPT]),
          ...deployed,
        ],
        order: sql`cc.course_id, ${treeOrder('cc')}`,
        tieBreak: sql`cc.id`,
        paging: query,
      },
      toView,
    );
  }

  /** The row, archived or not, and whether the actor is tutor of its course; null when there is none for him. */
  async findVisible(actor: Actor, id: string): Promise<(CourseContentRow & { tutored: boolean }) | null> {
    return this.tx.row<CourseContentRow & { tutored: boolean }>(sql`
      SELECT found.*, ${tutoredCourse(actor, 'found.course_id')} AS tutored
      FROM (${SELECT} WHERE cc.id = ${id} AND ${visibleCourseContents(actor)}) found`);
  }

  /** The row, with the tree of its course locked until the end of the transaction. */
  async lock(id: string): Promise<BareCourseContentRow | null> {
    await this.tx.execute(sql`
      SELECT c.id FROM course.courses c
      WHERE c.id = (SELECT cc.course_id FROM course.course_contents cc WHERE cc.id = ${id}) FOR NO KEY UPDATE`);
    return this.tx.row<BareCourseContentRow>(
      sql`SELECT * FROM course.course_contents WHERE id = ${id} FOR UPDATE`,
    );
  }

  /** The kind of a type of this course, or null. */
  async findKindOfType(courseId: string, typeId: string): Promise<CourseContentKindRow | null> {
    return this.tx.row<CourseContentKindRow>(sql`
      SELECT k.* FROM course.course_content_types ct
      JOIN course.course_content_kinds k ON k.id = ct.course_content_kind_id
      WHERE ct.id = ${typeId} AND ct.course_id = ${courseId}`);
  }

  /** The kind of the content at `path`, or null when there is none. */
  async findKindAt(courseId: string, path: string): Promise<CourseContentKindRow | null> {
    return this.tx.row<CourseContentKindRow>(sql`
      SELECT k.* FROM course.course_contents cc
      JOIN course.course_content_types ct ON ct.id = cc.course_content_type_id
      JOIN course.course_content_kinds k ON k.id = ct.course_content_kind_id
      WHERE cc.course_id = ${courseId} AND cc.path = ${path}::ltree`);
  }

  async hasChildren(courseId: string, path: string): Promise<boolean> {
    const found = await this.tx.row(sql`
      SELECT 1 FROM course.course_contents
      WHERE course_id = ${courseId} AND path <@ ${path}::ltree AND path <> ${path}::ltree LIMIT 1`);
    return found !== null;
  }

  /**
   * Somebody handed in for it, so it must stay submittable; a group alone says nothing, because reading makes it. The
   * groups stay locked until the end of the transaction, so that nobody hands in meanwhile.
   */
  async isSubmittedTo(id: string): Promise<boolean> {
    await this.tx.execute(
      sql`SELECT 1 FROM submission.submission_groups WHERE course_content_id = ${id} ORDER BY id FOR NO KEY UPDATE`,
    );
    const found = await this.tx.row(
      sql`SELECT 1 FROM submission.submission_artifacts WHERE course_content_id = ${id} LIMIT 1`,
    );
    return found !== null;
  }

  async insert(values: Readonly<Record<string, unknown>>): Promise<string> {
    const id = uuidv7();
    await this.tx.execute(insertion('course.course_contents', COLUMNS, { ...values, id }));
    return id;
  }

  async update(id: string, changes: Readonly<Record<string, unknown>>): Promise<void> {
    const set = assignments(CHANGEABLE, changes);
    if (set !== null) await this.tx.execute(sql`UPDATE course.course_contents SET ${set} WHERE id = ${id}`);
  }

  /** Gives the content at `from` and everything below it the path `to`, in one statement. */
  async moveSubtree(courseId: string, from: string, to: string): Promise<void> {
    await this.tx.execute(sql`
      UPDATE course.course_contents
      SET path = CASE WHEN path = ${from}::ltree THEN ${to}::ltree
                      ELSE ${to}::ltree || subpath(path, nlevel(${from}::ltree)) END
      WHERE course_id = ${courseId} AND path <@ ${from}::ltree`);
  }

  /**
   * Archives (or brings back) the content at `path` and everything below it. What counted as archived only through one
   * above it gets a new row version too, because it is shown otherwise from now on.
   */
  async setArchived(courseId: string, path: string, archived: boolean): Promise<void> {
    const changed = archived ? sql`cc.archived_at IS NULL` : sql`NOT ${KEPT}`;
    await this.tx.execute(sql`
      UPDATE course.course_contents cc SET archived_at = CASE WHEN ${archived} THEN now() END
      WHERE cc.course_id = ${courseId} AND cc.path <@ ${path}::ltree AND ${changed}`);
  }

  /** Fails with a foreign key violation while there are submissions for it. */
  async delete(id: string): Promise<void> {
    await this.tx.execute(sql`DELETE FROM course.course_contents WHERE id = ${id}`);
  }

  /** Fails with a foreign key violation while there are submissions for one of them. */
  async deleteBelow(courseId: string, path: string): Promise<void> {
    await this.tx.execute(sql`
      DELETE FROM course.course_contents
      WHERE course_id = ${courseId} AND path <@ ${path}::ltree AND path <> ${path}::ltree`);
  }
}
