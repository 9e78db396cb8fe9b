import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../../../access/actor.js';
import { visibleArtifacts, visibleGrades } from '../../../access/visibility/submission-groups.js';
import { equals, listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import {
  type SubmissionGradeQuery,
  type SubmissionGradeRow,
  toSubmissionGradeList,
} from '../schemas/submission-grade.schema.js';

export interface NewGrade {
  artifactId: string;
  graderMemberId: string;
  grade: number;
  status: number;
  comment: string | null;
}

/** An artifact that may be graded, and what its newest grade says. */
export interface GradedArtifact {
  id: string;
  submission_group_id: string;
  grade: number | null;
  status: number | null;
  comment: string | null;
}

/** A content of a course as the actor may grade it. */
export interface GradingPlace {
  course_id: string;
  content_exists: boolean;
  /** Membership of the actor in the course of the member, null without one. */
  grader_member_id: string | null;
  /** Level of his course role, 0 without one. */
  level: number;
}

/** Grades: written anew each time, found through what the actor may see. */
@Injectable()
export class SubmissionGradeRepository {
  constructor(private readonly tx: Transaction) {}

  listVisible(actor: Actor, query: SubmissionGradeQuery) {
    return listPage<SubmissionGradeRow & Record<string, unknown>, ReturnType<typeof toSubmissionGradeList>>(
      this.tx,
      {
        select: sql`SELECT gr.* FROM submission.submission_grades gr`,
        where: [
          visibleGrades(actor),
          ...equals('gr.id', query.id),
          ...equals('gr.artifact_id', query.artifact_id),
          ...equals('gr.graded_by_course_member_id', query.graded_by_course_member_id),
          ...equals('gr.status', query.status),
          ...equals('gr.course_id', query.course_id),
          ...(query.start_date === undefined ? [] : [sql`gr.graded_at >= ${query.start_date}`]),
          ...(query.end_date === undefined ? [] : [sql`gr.graded_at <= ${query.end_date}`]),
          ...(query.latest === true ? [NEWEST_OF_ARTIFACT] : []),
        ],
        order: sql`gr.graded_at DESC`,
        tieBreak: sql`gr.id DESC`,
        paging: query,
      },
      toSubmissionGradeList,
    );
  }

  async isArtifactVisible(actor: Actor, artifactId: string): Promise<boolean> {
    const row = await this.tx.row(sql`
      SELECT 1 FROM submission.submission_artifacts a WHERE a.id = ${artifactId} AND ${visibleArtifacts(actor)}`);
    return row !== null;
  }

  /** Where a member of a course is graded for a content, or null when there is no such member. */
  findPlace(actor: Actor, memberId: string, contentId: string): Promise<GradingPlace | null> {
    return this.tx.row<GradingPlace & Record<string, unknown>>(sql`
      SELECT m.course_id, me.id AS grader_member_id, coalesce(role.hierarchy_level, 0) AS level,
        EXISTS (SELECT 1 FROM course.course_contents cc WHERE cc.id = ${contentId} AND cc.course_id = m.course_id)
          AS content_exists
      FROM course.course_members m
      LEFT JOIN course.course_members me ON me.course_id = m.course_id AND me.user_id = ${actor.userId}
      LEFT JOIN course.course_roles role ON role.id = me.course_role_id
      WHERE m.id = ${memberId}`);
  }

  /** The artifact `artifactId` of the group, else its newest official one, else its newest; with its newest grade. */
  findGradable(groupId: string, artifactId: string | null): Promise<GradedArtifact | null> {
    return this.tx.row<GradedArtifact & Record<string, unknown>>(sql`
      SELECT a.id, a.submission_group_id, newest.grade, newest.status, newest.comment
      FROM submission.submission_artifacts a
      LEFT JOIN LATERAL (
        SELECT gr.grade, gr.status, gr.comment FROM submission.submission_grades gr
        WHERE gr.artifact_id = a.id ORDER BY gr.graded_at DESC, gr.id DESC LIMIT 1) newest ON TRUE
      WHERE a.submission_group_id = ${groupId} AND (${artifactId}::uuid IS NULL OR a.id = ${artifactId})
      ORDER BY a.submit DESC, a.uploaded_at DESC, a.id DESC LIMIT 1`);
  }

  /** The moment of the grade is that of the statement: with the group locked, later grades are newer ones. */
  async insert(grade: NewGrade): Promise<SubmissionGradeRow> {
    const row = await this.tx.row<SubmissionGradeRow & Record<string, unknown>>(sql`
      INSERT INTO submission.submission_grades (id, submission_group_id, course_content_id, course_id, artifact_id,
        graded_by_course_member_id, grade, status, comment, graded_at)
      SELECT ${uuidv7()}, a.submission_group_id, a.course_content_id, a.course_id, a.id,
        ${grade.graderMemberId}, ${grade.grade}, ${grade.status}, ${grade.comment}, clock_timestamp()
      FROM submission.submission_artifacts a WHERE a.id = ${grade.artifactId}
      RETURNING *`);
    return row as SubmissionGradeRow;
  }
}

const NEWEST_OF_ARTIFACT = sql`NOT EXISTS (
  SELECT 1 FROM submission.submission_grades newer WHERE newer.artifact_id = gr.artifact_id
    AND (newer.graded_at, newer.id) > (gr.graded_at, gr.id))`;
