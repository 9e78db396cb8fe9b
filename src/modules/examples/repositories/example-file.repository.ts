import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import { Transaction } from '../../../platform/database/transaction.js';

/** One file of a version; the content lies in the object store under `content_hash`. */
export interface ExampleFileRow {
  path: string;
  content_hash: string;
  size: number;
  media_type: string | null;
  executable: boolean;
}

/** The files of versions. */
@Injectable()
export class ExampleFileRepository {
  constructor(private readonly tx: Transaction) {}

  async list(versionId: string): Promise<ExampleFileRow[]> {
    return this.tx.rows<ExampleFileRow>(sql`
      SELECT f.path, f.content_hash, f.size, f.media_type, f.executable FROM example.example_version_files f
      WHERE f.example_version_id = ${versionId} ORDER BY f.path COLLATE "C"`);
  }

  /** Those of the hashes that a file of some version has. */
  async findUsed(hashes: readonly string[]): Promise<string[]> {
    const found = await this.tx.rows<{ content_hash: string }>(sql`
      SELECT DISTINCT content_hash FROM example.example_version_files WHERE content_hash = ANY(${[...hashes]}::text[])`);
    return found.map((row) => row.content_hash);
  }

  /** Leaves exactly `files`; refused by the database once the version is in use. */
  async replace(versionId: string, files: readonly ExampleFileRow[]): Promise<void> {
    await this.tx.execute(
      sql`DELETE FROM example.example_version_files WHERE example_version_id = ${versionId}`,
    );
    await this.tx.execute(sql`
      INSERT INTO example.example_version_files
        (id, example_version_id, path, content_hash, size, media_type, executable)
      SELECT id, ${versionId}::uuid, path, content_hash, size, media_type, executable FROM unnest(
        ${files.map(() => uuidv7())}::uuid[], ${files.map((file) => file.path)}::text[],
        ${files.map((file) => file.content_hash)}::text[], ${files.map((file) => file.size)}::bigint[],
        ${files.map((file) => file.media_type)}::text[], ${files.map((file) => file.executable)}::boolean[])
        AS file (id, path, content_hash, size, media_type, executable)`);
  }
}
