import { Injectable } from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../../../access/actor.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { invalidRequest } from '../../../platform/http/app-error.js';
import { formFile, jsonField, type MultipartForm } from '../../../platform/http/multipart-form.js';
import { parseField } from '../../../platform/http/validation.pipe.js';
import { writeArchive } from '../../../platform/storage/archive/write-archive.js';
import { ObjectStore } from '../../../platform/storage/object-store.js';
import { PRIORITY } from '../../execution/schemas/run.schema.js';
import { RunService } from '../../execution/services/run.service.js';
import { TestRunRepository } from '../repositories/test-run.repository.js';
import { TutorTestRepository } from '../repositories/tutor-test.repository.js';
import { toTutorTestCreated, tutorTestConfig, type TutorTestConfig } from '../schemas/tutor-test.schema.js';
import { submissionErrors } from '../submission.errors.js';
import { readHandIn } from './hand-in-archive.js';
import { timeoutOf } from './service-timeout.js';

/** What a tutor test runs with; nothing is missing. */
interface Setup {
  courseId: string;
  memberId: string | null;
  serviceId: string;
  exampleVersionId: string;
  timeoutSeconds: number;
}

/** Starts tests of folders that tutors upload. They count nowhere and come before those of students. */
@Injectable()
export class TutorTestService {
  constructor(
    private readonly tx: Transaction,
    private readonly tests: TutorTestRepository,
    private readonly setups: TestRunRepository,
    private readonly runs: RunService,
    private readonly objects: ObjectStore,
  ) {}

  /**
   * The folder is cleaned as a hand-in is, so that the tutor sees what a student would.
   * @throws 404 DEPLOY_001 without an example, 409 SUBMIT_005 without a service, 400 for a longer time than the service's
   */
  async start(actor: Actor, contentId: string, form: MultipartForm) {
    const config = configOf(form);
    const setup = await this.findSetup(actor, contentId, config);
    const file = formFile(form, 'file');
    const { kept } = await readHandIn(file.content, file.name);
    const { hash } = await this.objects.put(await writeArchive(kept));
    return this.tx.run(async () => {
      const id = uuidv7();
      const runId = await this.enqueue(actor, id, contentId, setup, config.store_graphics_artifacts);
      const row = await this.tests.insert({
        id,
        authorId: actor.userId,
        contentId,
        serviceId: setup.serviceId,
        exampleVersionId: setup.exampleVersionId,
        runId,
        inputHash: hash,
      });
      return toTutorTestCreated(row);
    });
  }

  private async findSetup(actor: Actor, contentId: string, config: TutorTestConfig): Promise<Setup> {
    const content = await this.tests.findContent(contentId, actor.userId);
    const setup = await this.setups.findSetup(contentId);
    if (content === null || setup === null) throw submissionErrors.contentNotFound();
    if (setup.example_version_id === null) throw submissionErrors.nothingAssigned();
    if (setup.service_id === null) throw submissionErrors.noTestingService();
    const limit = timeoutOf(setup.service_config);
    if (config.timeout_seconds != null && config.timeout_seconds > limit) {
      const field = 'body -> config -> timeout_seconds';
      throw invalidRequest([{ field, message: `must be at most ${limit}`, type: 'too_big' }]);
    }
    return {
      courseId: content.course_id,
      memberId: content.member_id,
      serviceId: setup.service_id,
      exampleVersionId: setup.example_version_id,
      timeoutSeconds: config.timeout_seconds ?? limit,
    };
  }

  private enqueue(actor: Actor, id: string, contentId: string, setup: Setup, storeGraphics: boolean) {
    return this.runs.enqueue({
      kind: 'tutor_test',
      serviceId: setup.serviceId,
      payload: {
        tutor_test_id: id,
        example_version_id: setup.exampleVersionId,
        course_id: setup.courseId,
        course_content_id: contentId,
        course_member_id: setup.memberId,
        user_id: actor.userId,
        store_graphics_artifacts: storeGraphics,
      },
      groupKey: null,
      fairnessKey: setup.courseId,
      ownerKey: actor.userId,
      priority: PRIORITY.tutorTest,
      timeoutSeconds: setup.timeoutSeconds,
    });
  }
}

/** The form field `config`, which may be left out. */
function configOf(form: MultipartForm): TutorTestConfig {
  const sent = form.fields.has('config') ? jsonField(form, 'config') : {};
  return parseField(tutorTestConfig, sent, 'config');
}
