import { Injectable } from '@nestjs/common';
import type { OutgoingFile } from '../../../platform/http/file-answer.js';
import { ObjectStore } from '../../../platform/storage/object-store.js';
import { QueuePlaces } from '../../execution/services/queue-places.js';
import { TutorTestRepository } from '../repositories/tutor-test.repository.js';
import {
  toTutorTestArtifacts,
  toTutorTestGet,
  toTutorTestStatus,
  type TutorTestRow,
} from '../schemas/tutor-test.schema.js';
import { submissionErrors } from '../submission.errors.js';

/** Reads tutor tests; who may see them, and for how long, is decided by the guard. */
@Injectable()
export class TutorTestReading {
  constructor(
    private readonly tests: TutorTestRepository,
    private readonly objects: ObjectStore,
    private readonly places: QueuePlaces,
  ) {}

  /** With place and estimated start while it is pending. */
  async status(id: string) {
    const row = await this.find(id);
    const place = row.status === 'pending' ? await this.places.of({ tutor_test_id: id }) : {};
    return { ...toTutorTestStatus(row), ...place };
  }

  async get(id: string) {
    return toTutorTestGet(await this.find(id));
  }

  async artifacts(id: string) {
    return toTutorTestArtifacts(await this.find(id));
  }

  /** The folder as it was kept. */
  async downloadInput(id: string): Promise<OutgoingFile> {
    const found = await this.tests.findObjects(id);
    if (found === null) throw submissionErrors.tutorTestNotFound();
    return this.open(found.input_hash, `tutor-test-${id}.zip`);
  }

  /** All files that the run left, as one zip. @throws 404 when there are none */
  async downloadArtifacts(id: string): Promise<OutgoingFile> {
    const found = await this.tests.findObjects(id);
    if (found?.artifacts_hash == null) throw submissionErrors.noResultArtifacts();
    return this.open(found.artifacts_hash, `tutor-test-${id}-artifacts.zip`);
  }

  private async open(hash: string, name: string): Promise<OutgoingFile> {
    const { stream, size } = await this.objects.open(hash);
    return { name, content: stream, size, hash };
  }

  private async find(id: string): Promise<TutorTestRow> {
    const row = await this.tests.find(id);
    if (row === null) throw submissionErrors.tutorTestNotFound();
    return row;
  }
}
