import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../../access/actor.js';
import { studentsOnly } from '../../../access/visibility/course-views.js';
import { openToStudents } from '../../../access/visibility/course-contents.js';
import { visibleCourseMembers } from '../../../access/visibility/course-members.js';
import { equals, listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import {
  type CourseMemberGradingQuery,
  type GradingRow,
  type GradingWithNodesRow,
  toCourseMemberGradingsList,
} from '../schemas/course-member-grading.schema.js';
import { NODES, STATS, statsBy, statsOfCourse } from './course-member-grading-columns.js';
import { leafOf, progressOf } from './progress.js';

const COLUMNS = sql`cm.id AS course_member_id, cm.course_id, cm.user_id, cm.created_at, cm.updated_at, cm.created_by,
  cm.updated_by, cm.version, u.username, u.given_name, u.family_name, sp.student_id, ${STATS}`;
const MEMBER_WITH_STATS = sql`course.course_members cm
  JOIN auth.users u ON u.id = cm.user_id
  JOIN course.courses co ON co.id = cm.course_id
  JOIN organization.course_families f ON f.id = co.course_family_id
  LEFT JOIN auth.student_profiles sp ON sp.user_id = cm.user_id AND sp.organization_id = f.organization_id
  LEFT JOIN stats ON stats.key = cm.id`;
const STATS_OF_MEMBER = statsBy('stats', 'p.course_member_id', sql`progress p`);

/** Gradings of members of courses, computed from what is there now. */
@Injectable()
export class CourseMemberGradingRepository {
  constructor(private readonly tx: Transaction) {}

  /** Students of one course. */
  listVisible(actor: Actor, query: CourseMemberGradingQuery) {
    const members = sql`cm.course_id = ${query.course_id} AND ${studentsOnly('cm')} AND ${visibleCourseMembers(actor)}`;
    return listPage<GradingRow & Record<string, unknown>, ReturnType<typeof toCourseMemberGradingsList>>(
      this.tx,
      {
        select: sql`
          WITH ${leafOf(sql`cc.course_id = ${query.course_id}`)}, ${statsOfCourse(query.course_id, members)}
          SELECT ${COLUMNS} FROM ${MEMBER_WITH_STATS}`,
        where: [members, ...equals('cm.id', query.course_member_id)],
        order: sql`u.family_name, u.given_name`,
        tieBreak: sql`cm.id`,
        paging: query,
      },
      toCourseMemberGradingsList,
    );
  }

  /** One member with a node for every open content of his course, or null when the actor may not see him. */
  findVisible(actor: Actor, memberId: string): Promise<GradingWithNodesRow | null> {
    const inCourse = sql`cc.course_id = (SELECT m.course_id FROM course.course_members m WHERE m.id = ${memberId})`;
    return this.tx.row<GradingWithNodesRow & Record<string, unknown>>(sql`
      WITH ${progressOf({ contents: inCourse, members: sql`cm.id = ${memberId}` })}, ${STATS_OF_MEMBER},
      shown AS (
        SELECT cc.*, ct.color, k.submittable FROM course.course_contents cc
        JOIN course.course_content_types ct ON ct.id = cc.course_content_type_id
        JOIN course.course_content_kinds k ON k.id = ct.course_content_kind_id
        WHERE ${inCourse} AND ${openToStudents()}
      ), ${NODES}
      SELECT ${COLUMNS}, node_list.nodes FROM ${MEMBER_WITH_STATS} CROSS JOIN node_list
      WHERE cm.id = ${memberId} AND ${visibleCourseMembers(actor)}`);
  }
}
