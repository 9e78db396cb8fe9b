import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { assignments } from '../../../platform/database/changes.js';
import { Transaction } from '../../../platform/database/transaction.js';
import type { ResultStatus } from '../schemas/result-status.js';

/** What decides about changing a result. */
export interface LockedResult {
  id: string;
  version: number;
  status: ResultStatus;
  /** The report sent so far. */
  result_json: Record<string, unknown> | null;
  properties: Record<string, unknown>;
}

const CHANGEABLE = ['status', 'result', 'result_json', 'test_system_id', 'properties'] as const;

/** Columns of a result that may be written, as far as they are named. */
export type ResultChanges = Partial<Record<(typeof CHANGEABLE)[number], unknown>>;

/** Writes results. */
@Injectable()
export class ResultUpdateRepository {
  constructor(private readonly tx: Transaction) {}

  /** The row, locked until the end of the transaction, or null. */
  lock(id: string): Promise<LockedResult | null> {
    return this.tx.row<LockedResult & Record<string, unknown>>(sql`
      SELECT r.id, r.version, r.status, r.result_json, r.properties FROM submission.results r
      WHERE r.id = ${id} FOR NO KEY UPDATE`);
  }

  async findRun(id: string): Promise<string | null> {
    const row = await this.tx.row<{ run_id: string | null }>(
      sql`SELECT run_id FROM submission.results WHERE id = ${id}`,
    );
    return row?.run_id ?? null;
  }

  async update(id: string, changes: ResultChanges): Promise<void> {
    const set = assignments(CHANGEABLE, changes);
    if (set !== null) await this.tx.execute(sql`UPDATE submission.results SET ${set} WHERE id = ${id}`);
  }

  async remove(id: string): Promise<void> {
    await this.tx.execute(sql`DELETE FROM submission.results WHERE id = ${id}`);
  }

  async setStarted(id: string): Promise<void> {
    await this.tx.execute(sql`
      UPDATE submission.results SET status = 'started', started_at = now() WHERE id = ${id} AND status = 'queued'`);
  }

  async setQueued(id: string): Promise<void> {
    await this.tx.execute(sql`
      UPDATE submission.results SET status = 'queued', started_at = NULL, result_json = NULL
      WHERE id = ${id} AND status = 'started'`);
  }

  /** The failed result of this run is queued again; false: it is gone or stands, or its artifact is tested anew. */
  async revive(id: string, runId: string): Promise<boolean> {
    const revived = await this.tx.execute(sql`
      UPDATE submission.results r SET status = 'queued', result = 0, result_json = NULL, started_at = NULL,
        finished_at = NULL
      WHERE r.id = ${id} AND r.run_id = ${runId} AND r.status = 'failed' AND NOT EXISTS (
        SELECT 1 FROM submission.results o
        WHERE o.submission_artifact_id = r.submission_artifact_id AND o.status IN ('queued', 'started'))`);
    return revived === 1;
  }

  /** Ends a result that is not over; one that is over keeps what it has. */
  async end(
    id: string,
    end: { status: ResultStatus; score: number; report: Record<string, unknown> | null },
  ): Promise<void> {
    const report = end.report === null ? null : JSON.stringify(end.report);
    await this.tx.execute(sql`
      UPDATE submission.results SET status = ${end.status}, result = ${end.score}, result_json = ${report}, finished_at = now()
      WHERE id = ${id} AND status IN ('queued', 'started', 'deferred')`);
  }
}
