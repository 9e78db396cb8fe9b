import { Injectable, Logger } from '@nestjs/common';
import { ServiceRepository } from '../repositories/service.repository.js';
import { WorkerRepository } from '../repositories/worker.repository.js';
import type { WorkerFacts } from '../schemas/worker.schema.js';
import type { RunRow } from '../schemas/run.schema.js';
import { findLanguage } from '../tester/languages.js';
import { MAX_WORKER_FAILURES, NOBODY } from './run-limits.js';

const MAX_REASON = 1000;

/**
 * What the server learns of workers from what they do. Joins the caller's transaction, where rows of runs are locked
 * before those of workers.
 */
@Injectable()
export class WorkerLife {
  private readonly logger = new Logger('Workers');

  constructor(
    private readonly workers: WorkerRepository,
    private readonly services: ServiceRepository,
  ) {}

  /**
   * The worker asks for jobs of these queues, or of all of its account; returns the ids of their services, without
   * those in languages whose tools it has told that it lacks.
   */
  async asking(userId: string, workerId: string, queues: readonly string[] | null): Promise<string[]> {
    const languages = await this.workers.touch(userId, workerId, queues);
    const servable = await this.services.findServable(userId);
    return servable
      .filter(({ queue }) => queues === null || queues.includes(queue))
      .filter(({ language }) => languages === null || canTest(languages, language))
      .map(({ id }) => id);
  }

  /** The worker told of itself. */
  async introduced(userId: string, facts: WorkerFacts): Promise<void> {
    await this.workers.record(userId, facts);
  }

  /** The worker brought a run to its end, so it works. */
  async worked(run: RunRow): Promise<void> {
    if (run.worker_user_id === null || run.worker_id === null) return;
    await this.workers.forgetFailures(run.worker_user_id, run.worker_id);
  }

  /**
   * The worker failed at a run by its own fault; when it has failed three people in a row it is given no more. Not three
   * times one person: whoever finds a hand-in that breaks workers must not be able to stop them all.
   */
  async failed(run: RunRow, error: string): Promise<void> {
    if (run.worker_user_id === null || run.worker_id === null) return;
    const paused = await this.workers.countFailure(run.worker_user_id, run.worker_id, {
      failedFor: victimOf(run),
      reason: `${MAX_WORKER_FAILURES} failures in a row: ${error}`.slice(0, MAX_REASON),
    });
    if (paused) this.logger.warn(`worker ${run.worker_id} is paused after failures: ${error}`);
  }

  /** The worker did not come back to a run. Runs lost at one blow count once. */
  async lost(run: RunRow): Promise<void> {
    if (run.worker_user_id === null || run.worker_id === null) return;
    const paused = await this.workers.countLoss(run.worker_user_id, run.worker_id, {
      failedFor: victimOf(run),
      reason: `${MAX_WORKER_FAILURES} failures in a row: lost its runs`,
    });
    if (paused) this.logger.warn(`worker ${run.worker_id} is paused: it lost its runs again and again`);
  }

  /** The run is not at work any more: a draining worker may have been waiting for that. */
  async left(run: RunRow): Promise<void> {
    if (run.state !== 'started' || run.worker_user_id === null || run.worker_id === null) return;
    await this.workers.pauseDrained(run.worker_id);
  }

  /** Pauses drained workers whose last runs ended at the same moment, and forgets those long gone. */
  async tidy(): Promise<void> {
    await this.workers.pauseDrained(null);
    await this.workers.removeOld();
  }
}

/** What no tester knows is left to the worker, which will say so. */
function canTest(languages: readonly string[], wanted: string): boolean {
  const name = findLanguage(wanted)?.name;
  return name === undefined || languages.includes(name);
}

function victimOf(run: RunRow): string {
  return run.owner_key === NOBODY ? run.id : run.owner_key;
}
