import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import { Transaction } from '../../../platform/database/transaction.js';
import type { ResultStatus } from '../schemas/result-status.js';

/** A result that no job of ours made. */
export interface MadeResult {
  artifactId: string;
  memberId: string;
  serviceId: string | null;
  testSystemId: string | null;
  version: string | null;
  referenceVersion: string | null;
  status: ResultStatus;
  score: number;
  report: Record<string, unknown> | null;
  properties: Record<string, unknown>;
}

/** Where an artifact belongs. */
export interface ArtifactPlace {
  submission_group_id: string;
  course_content_id: string;
  course_id: string;
}

/** Results that come from outside. */
@Injectable()
export class MadeResultRepository {
  constructor(private readonly tx: Transaction) {}

  findPlace(artifactId: string): Promise<ArtifactPlace | null> {
    return this.tx.row<ArtifactPlace & Record<string, unknown>>(sql`
      SELECT submission_group_id, course_content_id, course_id FROM submission.submission_artifacts
      WHERE id = ${artifactId}`);
  }

  async isMember(memberId: string, courseId: string): Promise<boolean> {
    const found = await this.tx.row(
      sql`SELECT 1 FROM course.course_members WHERE id = ${memberId} AND course_id = ${courseId}`,
    );
    return found !== null;
  }

  async isService(id: string): Promise<boolean> {
    const found = await this.tx.row(
      sql`SELECT 1 FROM execution.services WHERE id = ${id} AND archived_at IS NULL`,
    );
    return found !== null;
  }

  /** Id of the new row. */
  async insert(made: MadeResult): Promise<string> {
    const id = uuidv7();
    await this.tx.execute(sql`
      INSERT INTO submission.results (id, submission_group_id, course_content_id, course_id, submission_artifact_id,
        course_member_id, by_group_member, testing_service_id, test_system_id, version_identifier,
        reference_version_identifier, status, result, result_json, properties, finished_at)
      SELECT ${id}, a.submission_group_id, a.course_content_id, a.course_id, a.id, ${made.memberId}::uuid,
        EXISTS (SELECT 1 FROM submission.submission_group_members gm
          WHERE gm.submission_group_id = a.submission_group_id AND gm.course_member_id = ${made.memberId}),
        ${made.serviceId}::uuid, ${made.testSystemId}, coalesce(${made.version}, a.version_identifier),
        ${made.referenceVersion}, ${made.status}, ${made.score}::numeric,
        ${made.report === null ? null : JSON.stringify(made.report)}::jsonb, ${JSON.stringify(made.properties)}::jsonb,
        CASE WHEN ${made.status} <> 'deferred' THEN now() END
      FROM submission.submission_artifacts a WHERE a.id = ${made.artifactId}`);
    return id;
  }
}
