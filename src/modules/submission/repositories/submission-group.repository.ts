import { Injectable } from '@nestjs/common';
import sql, { join, type Sql } from 'sql-template-tag';
import type { Actor } from '../../../access/actor.js';
import { KEPT, openToStudents } from '../../../access/visibility/course-contents.js';
import { taughtBy, visibleSubmissionGroups } from '../../../access/visibility/submission-groups.js';
import { equals, listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import type { SubmissionGroupQuery, SubmissionGroupRow } from '../schemas/submission-group.schema.js';

/** Whose groups are needed, for which contents; all given conditions hold together, lists mean any of them. */
export interface GroupNeed {
  memberId?: string | readonly string[];
  courseId?: string | readonly string[];
  contentId?: string | readonly string[];
  /** Only members who are this actor himself, or whose course he teaches. */
  seenBy?: Actor;
}

const SELECT = sql`
  SELECT g.*, current.status AS grade_status,
    (SELECT r.id FROM submission.results r JOIN submission.submission_artifacts a ON a.id = r.submission_artifact_id
     WHERE r.submission_group_id = g.id AND a.submit ORDER BY r.created_at DESC, r.id DESC LIMIT 1) AS last_submitted_result_id,
    concat_ws('/', o.path, f.path, co.path,
      coalesce('students/' || owner.username, 'teams/' || g.id)) AS git_path
  FROM submission.submission_groups g
  JOIN course.course_contents cc ON cc.id = g.course_content_id
  JOIN course.course_content_types ct ON ct.id = cc.course_content_type_id
  JOIN course.course_content_kinds ck ON ck.id = ct.course_content_kind_id
  JOIN course.courses co ON co.id = g.course_id
  JOIN organization.course_families f ON f.id = co.course_family_id
  JOIN organization.organizations o ON o.id = f.organization_id
  LEFT JOIN course.course_members om ON om.id = g.personal_course_member_id
  LEFT JOIN auth.users owner ON owner.id = om.user_id
  LEFT JOIN submission.current_grades current ON current.submission_group_id = g.id`;

/** Submission groups: made when first needed, found through what the actor may see. */
@Injectable()
export class SubmissionGroupRepository {
  constructor(private readonly tx: Transaction) {}

  /**
   * Groups of contents that are archived or no longer handed in are left out, for members of the group also those of
   * contents not yet open.
   */
  listVisible<View>(actor: Actor, query: SubmissionGroupQuery, toView: (row: SubmissionGroupRow) => View) {
    return listPage<SubmissionGroupRow & Record<string, unknown>, View>(
      this.tx,
      {
        select: SELECT,
        where: [
          this.readable(actor),
          ...equals('g.id', query.id),
          ...equals('g.display_name', query.display_name),
          ...equals('g.max_group_size', query.max_group_size),
          ...equals('g.max_submissions', query.max_submissions),
          ...equals('g.course_id', query.course_id),
          ...equals('g.course_content_id', query.course_content_id),
          ...equals('current.status', query.status),
        ],
        order: sql`g.created_at`,
        tieBreak: sql`g.id`,
        paging: query,
      },
      toView,
    );
  }

  /** The row, or null when there is none for the actor. */
  findVisible(actor: Actor, id: string): Promise<SubmissionGroupRow | null> {
    return this.tx.row<SubmissionGroupRow & Record<string, unknown>>(
      sql`${SELECT} WHERE g.id = ${id} AND ${this.readable(actor)}`,
    );
  }

  /** The group of a member for a content, or null. */
  async findIdOfMember(memberId: string, contentId: string): Promise<string | null> {
    const row = await this.tx.row<{ id: string }>(sql`
      SELECT submission_group_id AS id FROM submission.submission_group_members
      WHERE course_member_id = ${memberId} AND course_content_id = ${contentId}`);
    return row?.id ?? null;
  }

  /**
   * Makes the personal groups that are needed and missing, one statement, exactly once however many do it at once: the
   * unique (content, personal member) decides whose row stands, the others wait for it and add nothing. The order of
   * the rows is fixed, so that two such statements never wait for each other in a circle.
   */
  async makeMissing(need: GroupNeed): Promise<void> {
    await this.tx.execute(sql`
      WITH needed AS (
        SELECT m.id AS member_id, cc.id AS content_id, cc.course_id
        FROM course.course_members m
        JOIN course.course_contents cc ON cc.course_id = m.course_id
          AND ${KEPT} AND coalesce(cc.max_group_size, 1) = 1
        JOIN course.course_content_types ct ON ct.id = cc.course_content_type_id
        JOIN course.course_content_kinds ck ON ck.id = ct.course_content_kind_id AND ck.submittable
        WHERE ${conditions(need)} AND NOT EXISTS (
          SELECT 1 FROM submission.submission_group_members gm
          WHERE gm.course_member_id = m.id AND gm.course_content_id = cc.id)
      ), made AS (
        INSERT INTO submission.submission_groups (id, course_id, course_content_id, personal_course_member_id)
        SELECT submission.new_id(), course_id, content_id, member_id FROM needed ORDER BY content_id, member_id
        ON CONFLICT (course_content_id, personal_course_member_id) DO NOTHING
        RETURNING id, course_id, course_content_id, personal_course_member_id
      ), own AS (
        SELECT * FROM made
        UNION ALL
        SELECT g.id, g.course_id, g.course_content_id, g.personal_course_member_id
        FROM submission.submission_groups g
        JOIN needed n ON n.content_id = g.course_content_id AND n.member_id = g.personal_course_member_id
      )
      INSERT INTO submission.submission_group_members (id, submission_group_id, course_content_id, course_id, course_member_id)
      SELECT submission.new_id(), id, course_content_id, course_id, personal_course_member_id FROM own
      ORDER BY course_content_id, personal_course_member_id
      ON CONFLICT (course_member_id, course_content_id) DO NOTHING`);
  }

  private readable(actor: Actor): Sql {
    return sql`${visibleSubmissionGroups(actor)} AND ck.submittable AND ${KEPT}
      AND (${taughtBy(actor, 'g')} OR ${openToStudents()})`;
  }
}

function conditions(need: GroupNeed): Sql {
  const { seenBy } = need;
  return join(
    [
      ...equals('m.id', need.memberId),
      ...equals('m.course_id', need.courseId),
      ...equals('cc.id', need.contentId),
      ...(seenBy === undefined ? [] : [sql`(m.user_id = ${seenBy.userId} OR ${taughtBy(seenBy, 'm')})`]),
      sql`TRUE`,
    ],
    ' AND ',
  );
}
