import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BEGUN, type ProgressNews, WAITING } from '../../execution/schemas/run-progress.schema.js';
import type { RunOutcome, RunPayload } from '../../execution/schemas/run.schema.js';
import { type RunKind, RunKinds } from '../../execution/services/run-kinds.js';
import { ResultUpdateRepository } from '../repositories/result-update.repository.js';
import { SubmissionNewsService } from './submission-news.service.js';

/** What happens to a result while its run is handed out, handed back and ends; each may happen twice without harm. */
@Injectable()
export class StudentTestKind implements RunKind, OnModuleInit {
  readonly kind = 'student_test';

  constructor(
    private readonly kinds: RunKinds,
    private readonly results: ResultUpdateRepository,
    private readonly news: SubmissionNewsService,
  ) {}

  onModuleInit(): void {
    this.kinds.register(this);
  }

  async started(_runId: string, payload: RunPayload): Promise<void> {
    await this.results.setStarted(resultOf(payload));
    await this.news.resultChanged(resultOf(payload));
    await this.news.runProgressed(payload, BEGUN);
  }

  async requeued(_runId: string, payload: RunPayload): Promise<void> {
    await this.results.setQueued(resultOf(payload));
    await this.news.resultChanged(resultOf(payload));
    await this.news.runProgressed(payload, WAITING);
  }

  progressed(_runId: string, payload: RunPayload, news: ProgressNews): Promise<void> {
    return this.news.runProgressed(payload, news);
  }

  /** The score of the outcome was checked against its report before (contract 05, section 2). */
  async finished(_runId: string, payload: RunPayload, outcome: RunOutcome): Promise<void> {
    await this.results.end(resultOf(payload), {
      status: outcome.status,
      score: outcome.result ?? 0,
      report: outcome.resultJson ?? null,
    });
    await this.news.resultChanged(resultOf(payload));
  }

  async revived(runId: string, payload: RunPayload): Promise<boolean> {
    const revived = await this.results.revive(resultOf(payload), runId);
    if (revived) await this.news.resultChanged(resultOf(payload));
    return revived;
  }
}

function resultOf(payload: RunPayload): string {
  if (payload.result_id == null) throw new Error('A run of kind student_test names no result.');
  return payload.result_id;
}
