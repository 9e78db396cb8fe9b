import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { formFile, type MultipartForm } from '../../../platform/http/multipart-form.js';
import { writeArchive } from '../../../platform/storage/archive/write-archive.js';
import { ObjectStore } from '../../../platform/storage/object-store.js';
import { toOutcome } from '../../execution/services/run-outcome.js';
import { RunService } from '../../execution/services/run.service.js';
import { TutorTestRepository } from '../repositories/tutor-test.repository.js';
import type { TutorTestReport } from '../schemas/tutor-test.schema.js';
import { submissionErrors } from '../submission.errors.js';
import { readLeftFiles } from './left-files.js';

/** What the worker that holds the job of a tutor test brings. `lease` is the header X-Job-Lease, null without one. */
@Injectable()
export class TutorTestReporting {
  constructor(
    private readonly tx: Transaction,
    private readonly tests: TutorTestRepository,
    private readonly runs: RunService,
    private readonly objects: ObjectStore,
  ) {}

  /** Ends the run with this report, as POST /jobs/{id}/complete would. @throws 409 TASK_005 for a lost lease */
  async report(actor: Actor, id: string, report: TutorTestReport, lease: string | null) {
    await this.tx.run(async () => {
      await this.assertHolds(actor, id, lease);
      const outcome = toOutcome({ status: 'finished', result_json: report });
      await this.runs.completeHeld(actor, { tutor_test_id: id }, lease, outcome);
    });
    return { stored: true as const };
  }

  /** Replaces earlier files of the test; hidden files are left out. Durable before the row can be committed. */
  async upload(actor: Actor, id: string, form: MultipartForm, lease: string | null) {
    await this.assertHolds(actor, id, lease);
    const files = await readLeftFiles(formFile(form, 'file').content);
    const { hash } = await this.objects.put(await writeArchive(files));
    const left = files.map(({ path, content }) => ({ filename: path, size: content.length }));
    await this.tx.run(async () => {
      await this.assertHolds(actor, id, lease);
      await this.tests.replaceArtifacts(id, hash, left);
    });
    return { artifacts_stored: left.length };
  }

  /**
   * Locks the run of the caller's lease.
   * @throws 404 and 403 for people, 404 for services of other queues, 409 TASK_005 without that lease
   */
  private async assertHolds(actor: Actor, id: string, lease: string | null): Promise<void> {
    const found = (await this.tests.isVisible(actor, id)) || (await this.isServedBy(actor, id));
    if (!found) throw submissionErrors.tutorTestNotFound();
    if (!actor.isService && !actor.isAdmin) throw submissionErrors.serviceNeeded();
    await this.runs.requireHeld(actor, { tutor_test_id: id }, lease);
  }

  private async isServedBy(actor: Actor, id: string): Promise<boolean> {
    const runId = actor.isService ? await this.tests.findRun(id) : null;
    return runId !== null && this.runs.isServed(actor, runId);
  }
}
