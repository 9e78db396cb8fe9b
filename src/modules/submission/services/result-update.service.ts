import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { mergeProperties } from '../../../platform/database/changes.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { assertExpectedVersion } from '../../../platform/http/row-version.js';
import type { RunOutcome } from '../../execution/schemas/run.schema.js';
import { toOutcome } from '../../execution/services/run-outcome.js';
import { RunService } from '../../execution/services/run.service.js';
import { ResultRepository } from '../repositories/result.repository.js';
import {
  type LockedResult,
  type ResultChanges,
  ResultUpdateRepository,
} from '../repositories/result-update.repository.js';
import { isTerminal, type ResultStatus } from '../schemas/result-status.js';
import type { ResultRow, ResultUpdate } from '../schemas/result.schema.js';
import { submissionErrors } from '../submission.errors.js';
import { SubmissionNewsService } from './submission-news.service.js';

/** Changes results: by the service that holds the job, through the end of its run, or by an administrator. */
@Injectable()
export class ResultUpdateService {
  constructor(
    private readonly tx: Transaction,
    private readonly results: ResultRepository,
    private readonly writes: ResultUpdateRepository,
    private readonly runs: RunService,
    private readonly news: SubmissionNewsService,
  ) {}

  /**
   * `lease` is the header X-Job-Lease, null without one. A terminal status ends the run of the result.
   * @throws 409 TASK_005 for a lost lease and, to services, for a result that is over
   */
  async update(actor: Actor, id: string, changes: ResultUpdate, lease: string | null): Promise<ResultRow> {
    return this.tx.run(async () => {
      await this.assertMayWrite(actor, id, lease);
      if (actor.isAdmin) await this.stopRun(id, changes);
      const row = await this.writes.lock(id);
      if (row === null) throw submissionErrors.resultNotFound();
      assertExpectedVersion(row.version);
      if (actor.isAdmin) await this.correct(row, changes);
      else await this.report(actor, row, changes, lease);
      const changed = await this.results.find(actor, id);
      if (changed === null) throw submissionErrors.resultNotFound();
      return changed;
    });
  }

  /**
   * Lets through administrators and the service whose live lease covers the result; its run is then locked, so that
   * run and result are always locked in this order.
   * @throws 404 and 403 for people, 404 for services of other queues, 409 TASK_005 for a service without that lease
   */
  async assertMayWrite(actor: Actor, id: string, lease: string | null): Promise<void> {
    const found = (await this.results.isVisible(actor, id)) || (await this.isTestedBy(actor, id));
    if (!found) throw submissionErrors.resultNotFound();
    if (actor.isAdmin) return;
    if (!actor.isService) throw submissionErrors.serviceNeeded();
    await this.runs.requireHeld(actor, { result_id: id }, lease);
  }

  private async isTestedBy(actor: Actor, id: string): Promise<boolean> {
    const runId = actor.isService ? await this.writes.findRun(id) : null;
    return runId !== null && this.runs.isServed(actor, runId);
  }

  /**
   * What a worker tells; a terminal status ends the run and with it the result, by the report sent now or before. The
   * score is that of the report and stands only from then on.
   */
  private async report(actor: Actor, row: LockedResult, changes: ResultUpdate, lease: string | null) {
    if (isTerminal(row.status)) throw submissionErrors.finalResult();
    await this.writes.update(row.id, ownFields(row, changes));
    const { status, result_json: report } = changes;
    if (status !== undefined && isTerminal(status)) {
      const outcome = outcomeOf(row, { ...changes, status });
      await this.runs.completeHeld(actor, { result_id: row.id }, lease, outcome);
    } else {
      await this.writes.update(row.id, {
        ...(status === undefined ? {} : { status }),
        ...(report === undefined ? {} : { result_json: report }),
      });
      await this.news.resultChanged(row.id);
    }
  }

  /** A run whose result an administrator ends by hand is not wanted any more; runs are locked before results. */
  private async stopRun(id: string, changes: ResultUpdate): Promise<void> {
    if (changes.status === undefined || !isTerminal(changes.status)) return;
    const runId = await this.writes.findRun(id);
    if (runId !== null) await this.runs.cancel(runId);
  }

  /** What an administrator sets stands as it is, also on a result that is over. */
  private async correct(row: LockedResult, changes: ResultUpdate): Promise<void> {
    const score = changes.result ?? changes.grade ?? undefined;
    await this.writes.update(row.id, {
      ...ownFields(row, changes),
      ...(changes.status === undefined ? {} : { status: changes.status }),
      ...(score === undefined ? {} : { result: score }),
      ...(changes.result_json === undefined ? {} : { result_json: changes.result_json }),
    });
    await this.news.resultChanged(row.id);
  }
}

/** How the run ends; its report is checked. */
function outcomeOf(row: LockedResult, changes: ResultUpdate & { status: ResultStatus }): RunOutcome {
  if (changes.status === 'cancelled') return { status: 'cancelled' };
  return toOutcome({
    status: changes.status === 'finished' ? 'finished' : 'failed',
    result: changes.result ?? changes.grade ?? null,
    result_json: changes.result_json ?? row.result_json,
  });
}

function ownFields(row: LockedResult, changes: ResultUpdate): ResultChanges {
  return {
    ...(changes.test_system_id === undefined ? {} : { test_system_id: changes.test_system_id }),
    ...(changes.properties == null
      ? {}
      : { properties: mergeProperties(row.properties, changes.properties) }),
  };
}
