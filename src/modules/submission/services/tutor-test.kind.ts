import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BEGUN, type ProgressNews, WAITING } from '../../execution/schemas/run-progress.schema.js';
import type { RunOutcome, RunPayload } from '../../execution/schemas/run.schema.js';
import { type RunKind, RunKinds } from '../../execution/services/run-kinds.js';
import { TIME_LIMIT_EXCEEDED } from '../../execution/services/run-limits.js';
import { TutorTestRepository } from '../repositories/tutor-test.repository.js';
import type { TutorTestStatus } from '../schemas/tutor-test.schema.js';
import { SubmissionNewsService } from './submission-news.service.js';

/** What happens to a tutor test while its run is handed out, handed back and ends; each may happen twice without harm. */
@Injectable()
export class TutorTestKind implements RunKind, OnModuleInit {
  readonly kind = 'tutor_test';

  constructor(
    private readonly kinds: RunKinds,
    private readonly tests: TutorTestRepository,
    private readonly news: SubmissionNewsService,
  ) {}

  onModuleInit(): void {
    this.kinds.register(this);
  }

  async started(_runId: string, payload: RunPayload): Promise<void> {
    await this.tests.setRunning(testOf(payload));
    await this.news.runProgressed(payload, BEGUN);
  }

  async requeued(_runId: string, payload: RunPayload): Promise<void> {
    await this.tests.setPending(testOf(payload));
    await this.news.runProgressed(payload, WAITING);
  }

  progressed(_runId: string, payload: RunPayload, news: ProgressNews): Promise<void> {
    return this.news.runProgressed(payload, news);
  }

  async finished(_runId: string, payload: RunPayload, outcome: RunOutcome): Promise<void> {
    await this.tests.end(testOf(payload), {
      status: statusOf(outcome),
      report: outcome.resultJson ?? null,
      error: outcome.error ?? (outcome.status === 'cancelled' ? 'cancelled' : null),
    });
  }

  async revived(runId: string, payload: RunPayload): Promise<boolean> {
    return this.tests.revive(testOf(payload), runId);
  }
}

function testOf(payload: RunPayload): string {
  if (payload.tutor_test_id == null) throw new Error('A run of kind tutor_test names no tutor test.');
  return payload.tutor_test_id;
}

/** The worker says in its report that the time was over; the server itself says so of workers that never end. */
function statusOf(outcome: RunOutcome): TutorTestStatus {
  if (outcome.status === 'finished') return 'completed';
  const { timeout } = (outcome.resultJson ?? {}) as { timeout?: unknown };
  const timedOut = (timeout !== undefined && timeout !== false) || outcome.error === TIME_LIMIT_EXCEEDED;
  return timedOut ? 'timeout' : 'failed';
}
