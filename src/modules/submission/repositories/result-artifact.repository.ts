import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import { listPage } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import {
  type ResultArtifactQuery,
  type ResultArtifactRow,
  toResultArtifactListItem,
} from '../schemas/result-artifact.schema.js';

export interface LeftFile {
  filename: string;
  contentType: string | null;
  fileSize: number;
}

/** Files that test runs left. */
@Injectable()
export class ResultArtifactRepository {
  constructor(private readonly tx: Transaction) {}

  listOf(resultId: string, query: ResultArtifactQuery) {
    return listPage<ResultArtifactRow & Record<string, unknown>, ReturnType<typeof toResultArtifactListItem>>(
      this.tx,
      {
        select: sql`SELECT ra.* FROM submission.result_artifacts ra`,
        where: [sql`ra.result_id = ${resultId}`],
        order: sql`ra.filename`,
        tieBreak: sql`ra.id`,
        paging: query,
      },
      toResultArtifactListItem,
    );
  }

  /** Key of the object that holds all files of a result, packed; null when it left none. */
  async findPacked(resultId: string): Promise<string | null> {
    const row = await this.tx.row<{ artifacts_hash: string | null }>(
      sql`SELECT artifacts_hash FROM submission.results WHERE id = ${resultId}`,
    );
    return row?.artifacts_hash ?? null;
  }

  /** Puts these files in the place of all earlier ones, so that a repeated upload changes nothing. */
  async replace(resultId: string, packedHash: string, files: readonly LeftFile[]): Promise<void> {
    await this.tx.execute(sql`DELETE FROM submission.result_artifacts WHERE result_id = ${resultId}`);
    await this.tx.execute(sql`
      INSERT INTO submission.result_artifacts (id, result_id, filename, content_type, file_size)
      SELECT f.id, ${resultId}, f.filename, f.content_type, f.file_size
      FROM unnest(${files.map(() => uuidv7())}::uuid[], ${files.map((file) => file.filename)}::text[],
        ${files.map((file) => file.contentType)}::text[], ${files.map((file) => file.fileSize)}::bigint[])
        AS f (id, filename, content_type, file_size)`);
    const hash = files.length === 0 ? null : packedHash;
    await this.tx.execute(sql`UPDATE submission.results SET artifacts_hash = ${hash} WHERE id = ${resultId}`);
  }
}
