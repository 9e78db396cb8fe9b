import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../../access/actor.js';
import { visibleArtifacts, visibleSubmissionGroups } from '../../../access/visibility/submission-groups.js';
import { Transaction } from '../../../platform/database/transaction.js';
import type { ResultListRow } from '../schemas/result.schema.js';
import { selectResultList } from './result-columns.js';

/** The artifact that is to be tested. */
export interface TestedArtifact {
  id: string;
  submission_group_id: string;
  version_identifier: string;
  submit: boolean;
}

/** What runs the tests of a content, and against what; null where it is missing. */
export interface TestSetup {
  service_id: string | null;
  service_config: Record<string, unknown> | null;
  example_version_id: string | null;
  reference_version: string | null;
}

export interface NewResult {
  id: string;
  artifactId: string;
  memberId: string;
  byGroupMember: boolean;
  serviceId: string;
  exampleVersionId: string;
  referenceVersion: string | null;
  runId: string;
}

/** Starting test runs; whoever decides locks the group first. */
@Injectable()
export class TestRunRepository {
  constructor(private readonly tx: Transaction) {}

  findArtifact(actor: Actor, id: string): Promise<TestedArtifact | null> {
    return this.tx.row<TestedArtifact & Record<string, unknown>>(sql`
      SELECT a.id, a.submission_group_id, a.version_identifier, a.submit FROM submission.submission_artifacts a
      WHERE a.id = ${id} AND ${visibleArtifacts(actor)}`);
  }

  async isGroupVisible(actor: Actor, groupId: string): Promise<boolean> {
    const row = await this.tx.row(
      sql`SELECT 1 FROM submission.submission_groups g WHERE g.id = ${groupId} AND ${visibleSubmissionGroups(actor)}`,
    );
    return row !== null;
  }

  /** The artifact of that version, or the newest one when no version is named. */
  findArtifactOfGroup(groupId: string, version: string | null): Promise<TestedArtifact | null> {
    return this.tx.row<TestedArtifact & Record<string, unknown>>(sql`
      SELECT a.id, a.submission_group_id, a.version_identifier, a.submit FROM submission.submission_artifacts a
      WHERE a.submission_group_id = ${groupId}
        AND (${version}::text IS NULL OR a.version_identifier = ${version})
      ORDER BY a.uploaded_at DESC, a.id DESC LIMIT 1`);
  }

  async findSetup(contentId: string): Promise<TestSetup | null> {
    return this.tx.row<TestSetup & Record<string, unknown>>(sql`
      SELECT s.id AS service_id, s.config AS service_config, d.example_version_id,
        coalesce(d.version_identifier, d.version_tag) AS reference_version
      FROM course.course_contents cc
      LEFT JOIN (execution.services s
        JOIN execution.service_types st ON st.id = s.service_type_id AND st.category = 'testing')
        ON s.id = cc.testing_service_id AND s.enabled AND s.archived_at IS NULL
      LEFT JOIN course.deployments d ON d.course_content_id = cc.id AND d.deployment_status <> 'unassigned'
      WHERE cc.id = ${contentId}`);
  }

  /** The queued or started run of the artifact, or null. */
  findRunning(artifactId: string): Promise<ResultListRow | null> {
    return this.tx.row<ResultListRow & Record<string, unknown>>(sql`
      ${selectResultList} WHERE r.submission_artifact_id = ${artifactId} AND r.status IN ('queued', 'started')`);
  }

  /** Whether a run of the artifact has finished; of those against this example version, or of any. */
  async isTested(artifactId: string, exampleVersionId: string | null): Promise<boolean> {
    const row = await this.tx.row(sql`
      SELECT 1 FROM submission.results r WHERE r.submission_artifact_id = ${artifactId}
        AND r.status = 'finished'
        AND (${exampleVersionId}::uuid IS NULL OR r.example_version_id = ${exampleVersionId}) LIMIT 1`);
    return row !== null;
  }

  /** Test runs of the group that count against its limit. */
  async countCounted(groupId: string): Promise<number> {
    const row = await this.tx.row<{ count: number }>(sql`
      SELECT count(*)::int AS count FROM submission.results WHERE submission_group_id = ${groupId} AND counts`);
    return row?.count ?? 0;
  }

  /** Writes the queued result and returns it as lists show it. */
  async insert(result: NewResult): Promise<ResultListRow> {
    await this.tx.execute(sql`
      INSERT INTO submission.results (id, submission_group_id, course_content_id, course_id, submission_artifact_id,
        course_member_id, by_group_member, testing_service_id, example_version_id, run_id, test_system_id,
        version_identifier, reference_version_identifier)
      SELECT ${result.id}, a.submission_group_id, a.course_content_id, a.course_id, a.id, ${result.memberId},
        ${result.byGroupMember}, ${result.serviceId}, ${result.exampleVersionId}, ${result.runId}, ${result.runId}::text,
        a.version_identifier, ${result.referenceVersion}
      FROM submission.submission_artifacts a WHERE a.id = ${result.artifactId}`);
    const row = await this.tx.row<ResultListRow & Record<string, unknown>>(
      sql`${selectResultList} WHERE r.id = ${result.id}`,
    );
    return row as ResultListRow;
  }
}
