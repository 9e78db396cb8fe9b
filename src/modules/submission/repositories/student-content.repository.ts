import { Inject, Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '../../../access/actor.js';
import { KEPT, openToStudents } from '../../../access/visibility/course-contents.js';
import { attends, teaches } from '../../../access/visibility/course-views.js';
import { ENV, type Env } from '../../../platform/config/env.js';
import { equals, listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { deploymentColumns, deploymentJoin } from '../../course/schemas/deployment.schema.js';
import type { ContentViewQuery, StudentContentRow } from '../schemas/student-content.schema.js';
import { progressOf, unitStatus, unreadMessages } from './progress.js';
import { groupJson, joinMembers, resultJson } from './student-content-columns.js';
import { treeConditions } from '../../course/schemas/tree-filters.js';
import { treeOrder } from '../../course/schemas/tree-order.js';

/** Whose work a view shows, and which contents of it (conditions on `cm`, and on `cc`), and who looks. */
export interface Viewpoint {
  reader: Actor;
  member: Sql;
  visible: Sql;
}

/** Contents as one member of their course sees them, with what he did: for himself, and for his tutors. */
@Injectable()
export class StudentContentRepository {
  constructor(
    private readonly tx: Transaction,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** His own view: contents of the courses he attends, open ones only. */
  ofActor(actor: Actor): Viewpoint {
    return {
      reader: actor,
      member: sql`cm.user_id = ${actor.userId}`,
      visible: sql`${attends(actor, 'cc.course_id')} AND ${openToStudents()}`,
    };
  }

  /** The view of a member's tutor: every content of the course that is not archived. */
  ofMember(actor: Actor, memberId: string): Viewpoint {
    return {
      reader: actor,
      member: sql`cm.id = ${memberId}`,
      visible: sql`cc.course_id = (SELECT m.course_id FROM course.course_members m WHERE m.id = ${memberId})
        AND ${teaches(actor, 'cc.course_id')} AND ${KEPT}`,
    };
  }

  /** True when the actor is a tutor of this member. */
  async isTaught(actor: Actor, memberId: string): Promise<boolean> {
    const found = await this.tx.row(sql`
      SELECT 1 FROM course.course_members m WHERE m.id = ${memberId} AND ${teaches(actor, 'm.course_id')}`);
    return found !== null;
  }

  list<View>(from: Viewpoint, query: ContentViewQuery, toView: (row: StudentContentRow) => View) {
    const courses = query.course_id === undefined ? sql`TRUE` : sql`cc.course_id = ANY(${query.course_id})`;
    return listPage<StudentContentRow & Record<string, unknown>, View>(
      this.tx,
      {
        select: select(from, sql`${from.visible} AND ${courses}`, false),
        where: [from.visible, ...this.filters(query)],
        order: sql`cc.course_id, ${treeOrder('cc')}`,
        tieBreak: sql`cc.id`,
        paging: query,
        prepared: true,
      },
      toView,
    );
  }

  /** The row, or null when the view does not show this content. */
  find(from: Viewpoint, id: string): Promise<StudentContentRow | null> {
    const itAndBelow = sql`EXISTS (
      SELECT 1 FROM course.course_contents target
      WHERE target.id = ${id} AND cc.course_id = target.course_id AND cc.path <@ target.path)`;
    return this.tx.row<StudentContentRow & Record<string, unknown>>(
      sql`${select(from, sql`${from.visible} AND ${itAndBelow}`, true)} WHERE cc.id = ${id} AND ${from.visible}`,
    );
  }

  private filters(query: ContentViewQuery): Sql[] {
    const base = `${this.env.PUBLIC_URL}/git`;
    return [
      ...equals('cc.id', query.id),
      ...equals('cc.title', query.title),
      ...equals('cc.path::text', query.path),
      ...equals('cc.course_id', query.course_id),
      ...equals('cc.course_content_type_id', query.course_content_type_id),
      ...equals('nlevel(cc.path)', query.nlevel),
      ...treeConditions(query),
      ...equals('d.deployment_path', query.directory),
      ...equals(FULL_PATH, query.project),
      ...(query.provider_url === undefined ? [] : [sql`${query.provider_url.includes(base)}`]),
    ];
  }
}

const OF_GROUP_OR_CONTENT = sql`unread.submission_group_id = g.id OR unread.course_content_id = cc.id`;

const FULL_PATH = "(o.path || '/' || f.path || '/' || co.path)";

/** One statement up to WHERE; `contents` (a condition on `cc`) bounds what the numbers are computed for. */
function select(from: Viewpoint, contents: Sql, detailed: boolean): Sql {
  return sql`
    WITH ${progressOf({ contents, members: from.member })}
    SELECT cc.*, ct.course_content_kind_id, to_json(ct) AS course_content_type, to_json(k) AS course_content_kind,
      ${deploymentColumns()}, cm.id AS course_member_id,
      (cm.id IS NOT NULL AND k.submittable AND coalesce(cc.max_group_size, 1) = 1 AND g.id IS NULL) AS lacks_group,
      coalesce(p.submission_count, 0) AS submission_count, coalesce(p.result_count, 0) AS result_count,
      coalesce(g.max_test_runs, cc.max_test_runs) AS effective_max_test_runs,
      CASE WHEN k.submittable THEN p.status ELSE unit.status END AS grade_status,
      CASE WHEN k.submittable THEN coalesce(p.unreviewed, 0) ELSE unit.unreviewed END AS unreviewed_count,
      p.newest_grade_status AS latest_grade_status, unread.count AS unread_message_count,
      ${resultJson(detailed, from.reader)} AS result, ${groupJson(detailed, sql`unread.count`)} AS submission_group
    FROM course.course_contents cc
    JOIN course.course_content_types ct ON ct.id = cc.course_content_type_id
    JOIN course.course_content_kinds k ON k.id = ct.course_content_kind_id
    JOIN course.courses co ON co.id = cc.course_id
    JOIN organization.course_families f ON f.id = co.course_family_id
    JOIN organization.organizations o ON o.id = f.organization_id
    ${deploymentJoin()}
    LEFT JOIN course.course_members cm ON cm.course_id = cc.course_id AND ${from.member}
    LEFT JOIN progress p ON p.course_content_id = cc.id
    LEFT JOIN submission.submission_groups g ON g.id = p.submission_group_id
    ${joinMembers}
    CROSS JOIN LATERAL (SELECT ${unreadMessages(from.reader.userId, OF_GROUP_OR_CONTENT)} AS count OFFSET 0) unread
    LEFT JOIN LATERAL (
      SELECT ${unitStatus('below')} AS status, coalesce(sum(below.unreviewed), 0)::int AS unreviewed
      FROM progress below
      WHERE NOT k.submittable AND below.course_id = cc.course_id AND below.path <@ cc.path
        AND below.course_content_id <> cc.id
    ) unit ON NOT k.submittable
    LEFT JOIN LATERAL (
      SELECT r.*, a.submit FROM submission.results r
      JOIN submission.submission_artifacts a ON a.id = r.submission_artifact_id
      WHERE r.id = p.newest_result_id) run ON TRUE`;
}
