import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../../access/actor.js';
import { teaches } from '../../../access/visibility/course-views.js';
import { equals, listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import type { TutorMemberListRow, TutorMemberQuery, TutorMemberRow } from '../schemas/tutor-member.schema.js';
import { leafOf, progressOf, unreadOfMembers } from './progress.js';
import { treeOrder } from '../../course/schemas/tree-order.js';

/** What lists and views of members show of the person. */
const PERSON = sql`json_build_object('id', u.id, 'given_name', u.given_name, 'family_name', u.family_name,
  'email', u.email, 'username', u.username, 'archived_at', u.archived_at, 'is_service', u.is_service,
  'created_at', u.created_at, 'updated_at', u.updated_at)`;
const COLUMNS = sql`cm.*, ${PERSON} AS "user", o.path || '/' || f.path || '/' || co.path AS full_path`;
const MEMBER_IN_HIS_PLACE = sql`course.course_members cm
  JOIN auth.users u ON u.id = cm.user_id
  JOIN course.courses co ON co.id = cm.course_id
  JOIN organization.course_families f ON f.id = co.course_family_id
  JOIN organization.organizations o ON o.id = f.organization_id`;

/** Members of courses with what waits for their tutors. */
@Injectable()
export class TutorMemberRepository {
  constructor(private readonly tx: Transaction) {}

  /** Members of one course that the actor teaches. */
  listTaught<View>(actor: Actor, query: TutorMemberQuery, toView: (row: TutorMemberListRow) => View) {
    const { course_id: courseId } = query;
    const inCourse = sql`cm.course_id = ${courseId} AND ${teaches(actor, 'cm.course_id')}`;
    return listPage<TutorMemberListRow & Record<string, unknown>, View>(
      this.tx,
      {
        select: sql`
          WITH ${leafOf(sql`cc.course_id = ${courseId}`)},
          waiting AS (
            SELECT mp.course_member_id, count(*)::int AS contents
            FROM submission.member_progress mp JOIN leaf ON leaf.id = mp.course_content_id
            WHERE mp.course_id = ${courseId} AND mp.unreviewed = 1 GROUP BY 1),
          unread AS (${unreadOfMembers(actor.userId, courseId)})
          SELECT ${COLUMNS}, coalesce(waiting.contents, 0) AS ungraded_submissions_count,
            coalesce(unread.messages, 0) AS unread_message_count
          FROM ${MEMBER_IN_HIS_PLACE}
          LEFT JOIN waiting ON waiting.course_member_id = cm.id
          LEFT JOIN unread ON unread.course_member_id = cm.id`,
        where: [
          inCourse,
          ...equals('cm.id', query.id),
          ...equals('cm.user_id', query.user_id),
          ...equals('cm.course_group_id', query.course_group_id),
          ...equals('cm.course_role_id', query.course_role_id),
          ...equals('u.given_name', query.given_name),
          ...equals('u.family_name', query.family_name),
        ],
        order: sql`u.family_name, u.given_name`,
        tieBreak: sql`cm.id`,
        paging: query,
        prepared: true,
      },
      toView,
    );
  }

  /** The row, or null when the actor is no tutor of such a member. */
  findTaught(actor: Actor, id: string): Promise<TutorMemberRow | null> {
    const inCourse = sql`cc.course_id = (SELECT m.course_id FROM course.course_members m WHERE m.id = ${id})`;
    return this.tx.row<TutorMemberRow & Record<string, unknown>>(sql`
      WITH ${progressOf({ contents: inCourse, members: sql`cm.id = ${id}` })}
      SELECT ${COLUMNS}, (
        SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.course_content_id, 'path', p.path::text)
          ORDER BY ${treeOrder('p')}), '[]')
        FROM progress p WHERE p.unreviewed = 1) AS unreviewed_course_contents
      FROM ${MEMBER_IN_HIS_PLACE}
      WHERE cm.id = ${id} AND ${teaches(actor, 'cm.course_id')}`);
  }
}
