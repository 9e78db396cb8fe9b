import { Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import type { Actor } from '../../../access/actor.js';
import { visibleArtifacts } from '../../../access/visibility/submission-groups.js';
import { equals, listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import {
  type ArtifactListRow,
  type ArtifactRow,
  type SubmissionArtifactQuery,
  toSubmissionArtifactList,
} from '../schemas/submission-artifact.schema.js';
import { selectResultList } from './result-columns.js';

/** The object with the packed files of an artifact. */
export interface StoredArtifact {
  version_identifier: string;
  object_hash: string;
}

/** How one artifact is named: by its group, or by a content and one of its members. */
export interface ArtifactName {
  groupId?: string;
  contentId?: string;
  memberId?: string;
  version?: string | undefined;
  officialOnly: boolean;
}

const LATEST_RESULT = sql`
  LEFT JOIN LATERAL (
    SELECT to_jsonb(newest) AS latest_result FROM (
      ${selectResultList} WHERE r.submission_artifact_id = a.id ORDER BY r.created_at DESC, r.id DESC LIMIT 1
    ) newest) result ON TRUE`;

/** Artifacts as they are read: found through what the actor may see. */
@Injectable()
export class SubmissionArtifactRepository {
  constructor(private readonly tx: Transaction) {}

  listVisible(actor: Actor, query: SubmissionArtifactQuery) {
    const select = query.with_latest_result
      ? sql`SELECT a.*, result.latest_result FROM submission.submission_artifacts a ${LATEST_RESULT}`
      : sql`SELECT a.*, NULL::jsonb AS latest_result FROM submission.submission_artifacts a`;
    return listPage<ArtifactListRow & Record<string, unknown>, ReturnType<typeof toSubmissionArtifactList>>(
      this.tx,
      {
        select,
        counted: sql`submission.submission_artifacts a`,
        where: [
          visibleArtifacts(actor),
          ...equals('a.id', query.id),
          ...equals('a.submission_group_id', query.submission_group_id),
          ...equals('a.course_content_id', query.course_content_id),
          ...equals('a.uploaded_by_course_member_id', query.uploaded_by_course_member_id),
          ...equals('a.content_type', query.content_type),
          ...equals('a.version_identifier', query.version_identifier),
          ...equals('a.submit', query.submit),
          ...(query.latest === true ? [newestOfGroup(query.submit)] : []),
        ],
        order: sql`a.uploaded_at DESC`,
        tieBreak: sql`a.id DESC`,
        paging: query,
      },
      toSubmissionArtifactList,
    );
  }

  /** The row, or null; who may see it was decided by the guard or by the service. */
  find(id: string): Promise<ArtifactRow | null> {
    return this.tx.row<ArtifactRow & Record<string, unknown>>(sql`
      SELECT a.*, result.latest_result,
        (SELECT count(*)::int FROM submission.results t WHERE t.submission_artifact_id = a.id) AS test_results_count,
        (SELECT count(*)::int FROM submission.submission_grades gr WHERE gr.artifact_id = a.id) AS grades_count,
        (SELECT avg(gr.grade)::float8 FROM submission.submission_grades gr WHERE gr.artifact_id = a.id) AS average_grade
      FROM submission.submission_artifacts a ${LATEST_RESULT} WHERE a.id = ${id}`);
  }

  findStored(id: string): Promise<StoredArtifact | null> {
    return this.tx.row<StoredArtifact & Record<string, unknown>>(
      sql`SELECT version_identifier, object_hash FROM submission.submission_artifacts WHERE id = ${id}`,
    );
  }

  /** The newest artifact of that name that the actor may see, or null. */
  findNewestVisible(actor: Actor, name: ArtifactName): Promise<(StoredArtifact & { id: string }) | null> {
    const member =
      name.memberId === undefined
        ? sql`TRUE`
        : sql`a.submission_group_id IN (SELECT gm.submission_group_id FROM submission.submission_group_members gm
            WHERE gm.course_member_id = ${name.memberId} AND gm.course_content_id = ${name.contentId})`;
    return this.tx.row<StoredArtifact & { id: string } & Record<string, unknown>>(sql`
      SELECT a.id, a.version_identifier, a.object_hash FROM submission.submission_artifacts a
      WHERE ${visibleArtifacts(actor)} AND ${member}
        AND (${name.groupId ?? null}::uuid IS NULL OR a.submission_group_id = ${name.groupId ?? null})
        AND (${name.version ?? null}::text IS NULL OR a.version_identifier = ${name.version ?? null})
        AND (a.submit OR NOT ${name.officialOnly}::boolean)
      ORDER BY a.uploaded_at DESC, a.id DESC LIMIT 1`);
  }
}

/** The newest of its group, among official or practice ones when only those are asked for. */
function newestOfGroup(submit: boolean | undefined): Sql {
  const alike = submit === undefined ? sql`TRUE` : sql`newer.submit = ${submit}`;
  return sql`NOT EXISTS (
    SELECT 1 FROM submission.submission_artifacts newer WHERE newer.submission_group_id = a.submission_group_id
      AND ${alike} AND (newer.uploaded_at, newer.id) > (a.uploaded_at, a.id))`;
}
