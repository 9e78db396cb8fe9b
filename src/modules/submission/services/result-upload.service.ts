import { extname } from 'node:path/posix';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { formFile, type MultipartForm } from '../../../platform/http/multipart-form.js';
import { located } from '../../../platform/http/row-version.js';
import { readArchive } from '../../../platform/storage/archive/read-archive.js';
import { writeArchive } from '../../../platform/storage/archive/write-archive.js';
import { ObjectStore } from '../../../platform/storage/object-store.js';
import { ArchiveError } from '../../../platform/storage/storage.errors.js';
import { ResultArtifactRepository } from '../repositories/result-artifact.repository.js';
import type { ResultArtifactUploadResponse } from '../schemas/result-artifact.schema.js';
import { ResultUpdateService } from './result-update.service.js';

const MEBIBYTE = 1024 * 1024;
const MAX_FILES = 1000;

/** Largest packed upload of a worker, bytes. */
export const MAX_RESULT_UPLOAD_BYTES = 100 * MEBIBYTE;

const LIMITS = {
  maxPackedBytes: MAX_RESULT_UPLOAD_BYTES,
  maxUnpackedBytes: 100 * MEBIBYTE,
  maxFileBytes: 100 * MEBIBYTE,
  maxEntries: 5000,
  maxNameBytes: 1024,
};

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.svg': 'image/svg+xml',
  '.pdf': 'application/pdf',
  '.json': 'application/json',
  '.csv': 'text/csv',
  '.txt': 'text/plain',
};

/** Takes the files that a test run left. */
@Injectable()
export class ResultUploadService {
  constructor(
    private readonly tx: Transaction,
    private readonly rights: ResultUpdateService,
    private readonly files: ResultArtifactRepository,
    private readonly objects: ObjectStore,
  ) {}

  /** Replaces earlier files of the result; hidden files are left out. Durable before the rows can be committed. */
  async upload(
    actor: Actor,
    resultId: string,
    form: MultipartForm,
    lease: string | null,
  ): Promise<ResultArtifactUploadResponse> {
    await this.rights.assertMayWrite(actor, resultId, lease);
    const kept = await readVisibleFiles(formFile(form, 'file').content);
    const { hash } = await this.objects.put(await writeArchive(kept));
    const left = kept.map(({ path, content }) => ({
      filename: path,
      fileSize: content.length,
      contentType: MEDIA_TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream',
    }));
    await this.tx.run(async () => {
      await this.rights.assertMayWrite(actor, resultId, lease);
      await this.files.replace(resultId, hash, left);
    });
    const answer = {
      result_id: resultId,
      artifacts_count: left.length,
      artifacts: left.map((file) => ({
        filename: file.filename,
        file_size: file.fileSize,
        content_type: file.contentType,
      })),
    };
    return located(answer, `/results/${resultId}/artifacts`);
  }
}

async function readVisibleFiles(packed: Buffer) {
  const files = await readArchive(packed, LIMITS);
  const visible = files.filter(({ path }) => !path.split('/').some((segment) => segment.startsWith('.')));
  if (visible.length > MAX_FILES) {
    throw new ArchiveError('too_many_entries', `The archive has more than ${MAX_FILES} files.`);
  }
  return visible;
}
