import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../../access/actor.js';
import { visibleArtifacts, visibleResults } from '../../../access/visibility/submission-groups.js';
import { equals, listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import {
  type ArtifactTestsQuery,
  type ResultListRow,
  type ResultQuery,
  type ResultRow,
  toResultGet,
  toResultList,
} from '../schemas/result.schema.js';
import { selectResult, selectResultList } from './result-columns.js';

/** Results: found through what the actor may see; the guard has checked single ones. */
@Injectable()
export class ResultRepository {
  constructor(private readonly tx: Transaction) {}

  listVisible(actor: Actor, query: ResultQuery) {
    return listPage<ResultListRow & Record<string, unknown>, ReturnType<typeof toResultList>>(
      this.tx,
      {
        select: selectResultList,
        counted: sql`submission.results r JOIN course.course_contents cc ON cc.id = r.course_content_id`,
        where: [
          visibleResults(actor),
          ...equals('r.id', query.id),
          ...equals('r.course_member_id', query.course_member_id),
          ...equals('r.course_member_id', query.submitter_id),
          ...equals('r.course_content_id', query.course_content_id),
          ...equals('cc.course_content_type_id', query.course_content_type_id),
          ...equals('r.submission_group_id', query.submission_group_id),
          ...equals('r.submission_artifact_id', query.submission_artifact_id),
          ...equals('r.testing_service_id', query.testing_service_id),
          ...equals('r.test_system_id', query.test_system_id),
          ...equals('r.version_identifier', query.version_identifier),
          ...equals('r.status', query.status),
          ...equals('r.result', query.result),
          ...equals('r.result', query.grade),
          ...(query.latest === true ? [NEWEST_OF_GROUP] : []),
        ],
        order: sql`r.created_at DESC`,
        tieBreak: sql`r.id DESC`,
        paging: query,
      },
      toResultList,
    );
  }

  /** Test runs of an artifact, newest first, with all of their fields; null when the actor sees no such artifact. */
  async listOfArtifact(actor: Actor, artifactId: string, query: ArtifactTestsQuery) {
    const visible = await this.tx.row(
      sql`SELECT 1 FROM submission.submission_artifacts a WHERE a.id = ${artifactId} AND ${visibleArtifacts(actor)}`,
    );
    if (visible === null) return null;
    return listPage<ResultRow & Record<string, unknown>, ReturnType<typeof toResultGet>>(
      this.tx,
      {
        select: selectResult(actor),
        where: [
          sql`r.submission_artifact_id = ${artifactId}`,
          ...(query.include_failed ? [] : [sql`r.status NOT IN ('failed', 'cancelled')`]),
        ],
        order: sql`r.created_at DESC`,
        tieBreak: sql`r.id DESC`,
        paging: query,
      },
      toResultGet,
    );
  }

  /** The row with what the actor may see of its report, or null; that he may see it was decided by the guard. */
  find(actor: Actor, id: string): Promise<ResultRow | null> {
    return this.tx.row<ResultRow & Record<string, unknown>>(sql`${selectResult(actor)} WHERE r.id = ${id}`);
  }

  /** True when the actor may see the row as a person (not by a job). */
  async isVisible(actor: Actor, id: string): Promise<boolean> {
    const row = await this.tx.row(
      sql`SELECT 1 FROM submission.results r WHERE r.id = ${id} AND ${visibleResults(actor)}`,
    );
    return row !== null;
  }
}

const NEWEST_OF_GROUP = sql`NOT EXISTS (
  SELECT 1 FROM submission.results newer WHERE newer.submission_group_id = r.submission_group_id
    AND (newer.created_at, newer.id) > (r.created_at, r.id))`;
