import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { formFile, type MultipartForm } from '../../../platform/http/multipart-form.js';
import { located } from '../../../platform/http/row-version.js';
import { writeArchive } from '../../../platform/storage/archive/write-archive.js';
import { ObjectStore } from '../../../platform/storage/object-store.js';
import { ResultArtifactRepository } from '../repositories/result-artifact.repository.js';
import type { ResultArtifactUploadResponse } from '../schemas/result-artifact.schema.js';
import { mediaTypeOf, readLeftFiles } from './left-files.js';
import { ResultUpdateService } from './result-update.service.js';

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
    const kept = await readLeftFiles(formFile(form, 'file').content);
    const { hash } = await this.objects.put(await writeArchive(kept));
    const left = kept.map(({ path, content }) => ({
      filename: path,
      fileSize: content.length,
      contentType: mediaTypeOf(path),
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
