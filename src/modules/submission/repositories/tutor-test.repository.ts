import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import type { Actor } from '../../../access/actor.js';
import { visibleTutorTests } from '../../../access/visibility/tutor-tests.js';
import { Transaction } from '../../../platform/database/transaction.js';
import type { TutorTestArtifact, TutorTestRow, TutorTestStatus } from '../schemas/tutor-test.schema.js';

export interface NewTutorTest {
  id: string;
  authorId: string;
  contentId: string;
  serviceId: string;
  exampleVersionId: string;
  runId: string;
  inputHash: string;
}

/** How a tutor test ended. */
export interface TutorTestEnd {
  status: TutorTestStatus;
  report: Record<string, unknown> | null;
  error: string | null;
}

/** Course of a content, and the membership of whoever tests against it. */
export interface TestedContent {
  course_id: string;
  member_id: string | null;
}

/** Folders that tutors try. */
@Injectable()
export class TutorTestRepository {
  constructor(private readonly tx: Transaction) {}

  findContent(contentId: string, userId: string): Promise<TestedContent | null> {
    return this.tx.row<TestedContent & Record<string, unknown>>(sql`
      SELECT cc.course_id, m.id AS member_id FROM course.course_contents cc
      LEFT JOIN course.course_members m ON m.course_id = cc.course_id AND m.user_id = ${userId}
      WHERE cc.id = ${contentId}`);
  }

  async insert(test: NewTutorTest): Promise<TutorTestRow> {
    const row = await this.tx.row<TutorTestRow & Record<string, unknown>>(sql`
      INSERT INTO submission.tutor_tests (id, author_id, course_content_id, testing_service_id, example_version_id,
        run_id, input_hash)
      VALUES (${test.id}, ${test.authorId}, ${test.contentId}, ${test.serviceId}, ${test.exampleVersionId},
        ${test.runId}, ${test.inputHash})
      RETURNING *`);
    return row as TutorTestRow;
  }

  find(id: string): Promise<TutorTestRow | null> {
    return this.tx.row<TutorTestRow & Record<string, unknown>>(
      sql`SELECT tt.* FROM submission.tutor_tests tt WHERE tt.id = ${id}`,
    );
  }

  async isVisible(actor: Actor, id: string): Promise<boolean> {
    const found = await this.tx.row(
      sql`SELECT 1 FROM submission.tutor_tests tt WHERE tt.id = ${id} AND ${visibleTutorTests(actor)}`,
    );
    return found !== null;
  }

  async findRun(id: string): Promise<string | null> {
    const found = await this.tx.row<{ run_id: string | null }>(
      sql`SELECT run_id FROM submission.tutor_tests WHERE id = ${id}`,
    );
    return found?.run_id ?? null;
  }

  /** Keys of the packed folder and of the packed files that the run left. */
  findObjects(id: string): Promise<{ input_hash: string; artifacts_hash: string | null } | null> {
    return this.tx.row<{ input_hash: string; artifacts_hash: string | null }>(
      sql`SELECT input_hash, artifacts_hash FROM submission.tutor_tests WHERE id = ${id}`,
    );
  }

  async setRunning(id: string): Promise<void> {
    await this.tx.execute(sql`
      UPDATE submission.tutor_tests SET status = 'running', started_at = now()
      WHERE id = ${id} AND status = 'pending'`);
  }

  async setPending(id: string): Promise<void> {
    await this.tx.execute(sql`
      UPDATE submission.tutor_tests SET status = 'pending', started_at = NULL
      WHERE id = ${id} AND status = 'running'`);
  }

  /** The failed test of this run is pending again; false: it is gone or stands. */
  async revive(id: string, runId: string): Promise<boolean> {
    const revived = await this.tx.execute(sql`
      UPDATE submission.tutor_tests SET status = 'pending', report = NULL, error = NULL, started_at = NULL,
        finished_at = NULL
      WHERE id = ${id} AND run_id = ${runId} AND status IN ('failed', 'timeout')`);
    return revived === 1;
  }

  /** Ends a test that is not over; one that is over keeps what it has. */
  async end(id: string, end: TutorTestEnd): Promise<void> {
    const report = end.report === null ? null : JSON.stringify(end.report);
    await this.tx.execute(sql`
      UPDATE submission.tutor_tests SET status = ${end.status}, report = ${report}, error = ${end.error}, finished_at = now()
      WHERE id = ${id} AND status IN ('pending', 'running')`);
  }

  /** Puts these files in the place of all earlier ones. */
  async replaceArtifacts(
    id: string,
    packedHash: string,
    files: readonly Omit<TutorTestArtifact, 'last_modified'>[],
  ): Promise<void> {
    await this.tx.execute(sql`
      UPDATE submission.tutor_tests SET artifacts_hash = ${files.length === 0 ? null : packedHash},
        artifacts = coalesce((
          SELECT jsonb_agg(f || jsonb_build_object('last_modified', platform.iso(now())) ORDER BY place)
          FROM jsonb_array_elements(${JSON.stringify(files)}::jsonb) WITH ORDINALITY AS files (f, place)), '[]')
      WHERE id = ${id}`);
  }

  /** Removes tests that are older than 24 hours; returns how many. */
  async removeOld(): Promise<number> {
    return this.tx.execute(
      sql`DELETE FROM submission.tutor_tests WHERE created_at <= now() - interval '24 hours'`,
    );
  }
}
