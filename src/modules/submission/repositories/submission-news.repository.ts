import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { Transaction } from '../../../platform/database/transaction.js';
import type { ResultStatus } from '../schemas/result-status.js';

export interface ResultNews {
  submission_group_id: string;
  submission_artifact_id: string;
  status: ResultStatus;
  result: number;
}

/** What news of results need to know. */
@Injectable()
export class SubmissionNewsRepository {
  constructor(private readonly tx: Transaction) {}

  findResult(id: string): Promise<ResultNews | null> {
    return this.tx.row<ResultNews & Record<string, unknown>>(sql`
      SELECT r.submission_group_id, r.submission_artifact_id, r.status, r.result FROM submission.results r
      WHERE r.id = ${id}`);
  }
}
