import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { invalidRequest } from '../../../platform/http/app-error.js';
import { assertExpectedVersion } from '../../../platform/http/row-version.js';
import { toOutcome } from '../../execution/services/run-outcome.js';
import { RunService } from '../../execution/services/run.service.js';
import { type ArtifactPlace, MadeResultRepository } from '../repositories/made-result.repository.js';
import { ResultRepository } from '../repositories/result.repository.js';
import { ResultUpdateRepository } from '../repositories/result-update.repository.js';
import type { ResultStatus } from '../schemas/result-status.js';
import { type ResultCreate, toResultGet } from '../schemas/result.schema.js';
import { submissionErrors } from '../submission.errors.js';
import { SubmissionNewsService } from './submission-news.service.js';

const JOB_STATUSES: readonly ResultStatus[] = ['queued', 'started'];

/** Results that come from outside, and those that go. */
@Injectable()
export class ResultKeeping {
  constructor(
    private readonly tx: Transaction,
    private readonly results: ResultRepository,
    private readonly made: MadeResultRepository,
    private readonly writes: ResultUpdateRepository,
    private readonly runs: RunService,
    private readonly news: SubmissionNewsService,
  ) {}

  /**
   * A result that a service found by itself, over from the start: 400 for a state that only a job could end, and for ids
   * that do not belong together. With a report its score must be that of the report.
   */
  async create(actor: Actor, input: ResultCreate) {
    if (JOB_STATUSES.includes(input.status)) refuse('status', 'no job would ever end it');
    const { status, result: score, report } = scored(input);
    return this.tx.run(async () => {
      const place = await this.made.findPlace(input.submission_artifact_id);
      if (place === null) throw submissionErrors.artifactNotFound();
      await this.assertFits(input, place);
      const id = await this.made.insert({
        artifactId: input.submission_artifact_id,
        memberId: input.course_member_id,
        serviceId: await this.serviceOf(actor, input.testing_service_id ?? null),
        testSystemId: input.test_system_id ?? null,
        version: input.version_identifier ?? null,
        referenceVersion: input.reference_version_identifier ?? null,
        status,
        score,
        report,
        properties: input.properties,
      });
      await this.news.resultChanged(id);
      const row = await this.results.find(actor, id);
      if (row === null) throw submissionErrors.resultNotFound();
      return toResultGet(row);
    });
  }

  /** Removes the row; a run of it is cancelled before, and its files go with the next sweep of unused objects. */
  async remove(id: string): Promise<void> {
    await this.tx.run(async () => {
      // Runs are locked before results.
      const runId = await this.writes.findRun(id);
      if (runId !== null) await this.runs.lockRow(runId);
      const row = await this.writes.lock(id);
      if (row === null) throw submissionErrors.resultNotFound();
      assertExpectedVersion(row.version);
      if (runId !== null) await this.runs.cancel(runId);
      await this.writes.remove(id);
    });
  }

  private async assertFits(input: ResultCreate, place: ArtifactPlace): Promise<void> {
    for (const key of ['submission_group_id', 'course_content_id'] as const) {
      if (input[key] != null && input[key] !== place[key]) refuse(key, 'is not that of the artifact');
    }
    if (!(await this.made.isMember(input.course_member_id, place.course_id))) {
      refuse('course_member_id', 'is no member of the course of the artifact');
    }
  }

  private async serviceOf(actor: Actor, named: string | null): Promise<string | null> {
    if (named === null || named === actor.serviceId) return actor.serviceId;
    if (!actor.isAdmin) throw submissionErrors.otherService();
    if (!(await this.made.isService(named))) throw submissionErrors.serviceNotFound();
    return named;
  }
}

function scored(input: ResultCreate): {
  status: ResultStatus;
  result: number;
  report: Record<string, unknown> | null;
} {
  const { status, result_json: report } = input;
  if (status !== 'finished') return { status, result: 0, report: report ?? null };
  const result = input.grade ?? input.result;
  if (report == null) return { status, result, report: null };
  const outcome = toOutcome({ status, result, result_json: report });
  return { status: outcome.status, result: outcome.result ?? 0, report: outcome.resultJson ?? report };
}

function refuse(field: string, message: string): never {
  throw invalidRequest([{ field: `body -> ${field}`, message, type: 'custom' }]);
}
