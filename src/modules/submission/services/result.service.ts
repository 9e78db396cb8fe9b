import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import type { OutgoingFile } from '../../../platform/http/file-answer.js';
import { ObjectStore } from '../../../platform/storage/object-store.js';
import { QueuePlaces } from '../../execution/services/queue-places.js';
import { ResultArtifactRepository } from '../repositories/result-artifact.repository.js';
import { ResultRepository } from '../repositories/result.repository.js';
import type { ResultArtifactQuery } from '../schemas/result-artifact.schema.js';
import { type ResultQuery, type ResultRow, toResultGet } from '../schemas/result.schema.js';
import { submissionErrors } from '../submission.errors.js';

/** Reads results; who may see single ones is decided by the guard. */
@Injectable()
export class ResultService {
  constructor(
    private readonly results: ResultRepository,
    private readonly files: ResultArtifactRepository,
    private readonly objects: ObjectStore,
    private readonly places: QueuePlaces,
  ) {}

  list(actor: Actor, query: ResultQuery) {
    return this.results.listVisible(actor, query);
  }

  async get(actor: Actor, id: string) {
    return toResultGet(await this.find(actor, id));
  }

  /** The status as a bare JSON text. */
  async status(actor: Actor, id: string): Promise<string> {
    return JSON.stringify((await this.find(actor, id)).status);
  }

  /** With place and estimated start while it is queued. */
  async testStatus(actor: Actor, id: string) {
    const { status, started_at } = await this.find(actor, id);
    const place = status === 'queued' ? await this.places.of({ result_id: id }) : {};
    return { id, status, started_at, ...place };
  }

  listArtifacts(id: string, query: ResultArtifactQuery) {
    return this.files.listOf(id, query);
  }

  /** All files that the run left, as one zip. @throws 404 when there are none */
  async downloadArtifacts(id: string): Promise<OutgoingFile> {
    const hash = await this.files.findPacked(id);
    if (hash === null) throw submissionErrors.noResultArtifacts();
    const { stream, size } = await this.objects.open(hash);
    return { name: `result-${id}.zip`, content: stream, size, hash };
  }

  private async find(actor: Actor, id: string): Promise<ResultRow> {
    const row = await this.results.find(actor, id);
    if (row === null) throw submissionErrors.resultNotFound();
    return row;
  }
}
