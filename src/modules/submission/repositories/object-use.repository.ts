import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { Transaction } from '../../../platform/database/transaction.js';

/** Which objects of the store the rows of this module name. */
@Injectable()
export class ObjectUseRepository {
  constructor(private readonly tx: Transaction) {}

  /** Those of the hashes under which a hand-in, the folder of a tutor or the files left by a test run lie. */
  async findUsed(hashes: readonly string[]): Promise<string[]> {
    const found = await this.tx.rows<{ hash: string }>(sql`
      SELECT object_hash AS hash FROM submission.submission_artifacts WHERE object_hash = ANY(${[...hashes]}::text[])
      UNION
      SELECT artifacts_hash FROM submission.results WHERE artifacts_hash = ANY(${[...hashes]}::text[])
      UNION
      SELECT input_hash FROM submission.tutor_tests WHERE input_hash = ANY(${[...hashes]}::text[])
      UNION
      SELECT artifacts_hash FROM submission.tutor_tests WHERE artifacts_hash = ANY(${[...hashes]}::text[])`);
    return found.map((row) => row.hash);
  }
}
