import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../../../access/actor.js';
import { KEPT } from '../../../access/visibility/course-contents.js';
import { visibleArtifacts, visibleSubmissionGroups } from '../../../access/visibility/submission-groups.js';
import { Transaction } from '../../../platform/database/transaction.js';
import type { ArtifactListRow, IncludedFile } from '../schemas/submission-artifact.schema.js';

/** What decides about hand-ins and tests of a group, and what the actor is to it. */
export interface GroupFacts {
  id: string;
  course_id: string;
  course_content_id: string;
  submittable: boolean;
  archived: boolean;
  /** The clock of the database at the start of the transaction. */
  now: string;
  /** The latest of the content and everything above it. */
  opens_at: string | null;
  due_at: string | null;
  closes_at: string | null;
  /** The group's own value, else the content's. */
  max_submissions: number | null;
  max_test_runs: number | null;
  /** Membership of the actor in the course, null without one. */
  member_id: string | null;
  /** Level of his course role, 0 without one. */
  level: number;
  in_group: boolean;
}

export interface NewArtifact {
  memberId: string;
  version: string;
  contentHash: string;
  objectHash: string;
  fileSize: number;
  files: IncludedFile[];
  originalFilename: string | null;
  submit: boolean;
  lateSeconds: number | null;
}

/** Writes hand-ins; whoever decides about limits locks the group first. */
@Injectable()
export class HandInRepository {
  constructor(private readonly tx: Transaction) {}

  /** Locks the group until the end of the transaction. */
  async lockGroup(id: string): Promise<void> {
    await this.tx.rows(sql`SELECT 1 FROM submission.submission_groups WHERE id = ${id} FOR NO KEY UPDATE`);
  }

  /** Read it after `lockGroup` where something is decided; null when the actor sees no such group. */
  findFacts(actor: Actor, groupId: string): Promise<GroupFacts | null> {
    return this.tx.row<GroupFacts & Record<string, unknown>>(sql`
      SELECT g.id, g.course_id, g.course_content_id, ck.submittable, now() AS now,
        NOT ${KEPT} AS archived, cc.due_at, cc.closes_at,
        (SELECT max(above.opens_at) FROM course.course_contents above
         WHERE above.course_id = cc.course_id AND above.path @> cc.path) AS opens_at,
        coalesce(g.max_submissions, cc.max_submissions) AS max_submissions,
        coalesce(g.max_test_runs, cc.max_test_runs) AS max_test_runs,
        me.id AS member_id, coalesce(role.hierarchy_level, 0) AS level,
        EXISTS (SELECT 1 FROM submission.submission_group_members gm
                WHERE gm.submission_group_id = g.id AND gm.course_member_id = me.id) AS in_group
      FROM submission.submission_groups g
      JOIN course.course_contents cc ON cc.id = g.course_content_id
      JOIN course.course_content_types ct ON ct.id = cc.course_content_type_id
      JOIN course.course_content_kinds ck ON ck.id = ct.course_content_kind_id
      LEFT JOIN course.course_members me ON me.course_id = g.course_id AND me.user_id = ${actor.userId}
      LEFT JOIN course.course_roles role ON role.id = me.course_role_id
      WHERE g.id = ${groupId} AND ${visibleSubmissionGroups(actor)}`);
  }

  /** Group of an artifact that the actor sees, or null. */
  async findGroupOfVisible(actor: Actor, artifactId: string): Promise<string | null> {
    const row = await this.tx.row<{ submission_group_id: string }>(sql`
      SELECT a.submission_group_id FROM submission.submission_artifacts a
      WHERE a.id = ${artifactId} AND ${visibleArtifacts(actor)}`);
    return row?.submission_group_id ?? null;
  }

  async countOfficial(groupId: string): Promise<number> {
    const row = await this.tx.row<{ count: number }>(sql`
      SELECT count(*)::int AS count FROM submission.submission_artifacts
      WHERE submission_group_id = ${groupId} AND submit`);
    return row?.count ?? 0;
  }

  findVersion(groupId: string, version: string): Promise<ArtifactListRow | null> {
    return this.tx.row<ArtifactListRow & Record<string, unknown>>(sql`
      SELECT a.* FROM submission.submission_artifacts a
      WHERE a.submission_group_id = ${groupId} AND a.version_identifier = ${version}`);
  }

  async insert(group: GroupFacts, artifact: NewArtifact): Promise<ArtifactListRow> {
    const row = await this.tx.row<ArtifactListRow & Record<string, unknown>>(sql`
      INSERT INTO submission.submission_artifacts (id, submission_group_id, course_content_id, course_id,
        uploaded_by_course_member_id, version_identifier, content_type, content_hash, object_hash, file_size,
        files_count, files, original_filename, uploaded_at, submit, submitted_at, late_seconds)
      VALUES (${uuidv7()}, ${group.id}, ${group.course_content_id}, ${group.course_id},
        ${artifact.memberId}, ${artifact.version}, 'application/zip', ${artifact.contentHash}, ${artifact.objectHash},
        ${artifact.fileSize}, ${artifact.files.length}, ${JSON.stringify(artifact.files)}, ${artifact.originalFilename},
        now(), ${artifact.submit}, CASE WHEN ${artifact.submit} THEN now() END, ${artifact.lateSeconds})
      RETURNING *`);
    return row as ArtifactListRow;
  }

  /** Makes an artifact official, with its lateness, or practice again. */
  async setOfficial(id: string, official: boolean, lateSeconds: number | null): Promise<void> {
    await this.tx.execute(sql`
      UPDATE submission.submission_artifacts
      SET submit = ${official}, submitted_at = CASE WHEN ${official} THEN now() END, late_seconds = ${lateSeconds}
      WHERE id = ${id}`);
  }

  async setProperties(id: string, properties: Record<string, unknown>): Promise<void> {
    await this.tx.execute(sql`
      UPDATE submission.submission_artifacts SET properties = ${JSON.stringify(properties)} WHERE id = ${id}`);
  }

  /** The artifact's own fields, locked until the end of the transaction. */
  lockArtifact(id: string): Promise<{
    version: number;
    submit: boolean;
    graded: boolean;
    properties: Record<string, unknown>;
  } | null> {
    return this.tx.row(sql`
      SELECT a.version, a.submit, a.properties,
        EXISTS (SELECT 1 FROM submission.submission_grades gr WHERE gr.artifact_id = a.id) AS graded
      FROM submission.submission_artifacts a WHERE a.id = ${id} FOR NO KEY UPDATE`);
  }
}
