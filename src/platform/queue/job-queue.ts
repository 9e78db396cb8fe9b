import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { PgBoss } from 'pg-boss';
import { ENV, type Env } from '../config/env.js';
import { DATABASE_URL } from '../database/database-url.js';
import { type CheckResult, HealthChecks } from '../health/health-checks.js';
import { Transaction } from '../database/transaction.js';
import { QueueMaker, RETRIES } from './queue-maker.js';

const SCHEMA = 'pgboss';
const LONGEST_EXPIRY_SECONDS = 24 * 3600;
/** Above every priority that a job is sent with; pg-boss fetches by priority, not by id. */
const CHOSEN = 2_000_000_000;

/** How a job is queued. */
export interface JobPlace {
  /** Higher first; equal ones in the order of their making. */
  priority: number;
  /** Seconds after which a taken job that nobody settled returns by itself. */
  expireSeconds: number;
  /** Seconds before it can be taken; 0 when absent. */
  delaySeconds?: number;
}

/**
 * Queues of ids in the same database (pg-boss, schema `pgboss`). Everything happens in the ambient transaction: a job
 * exists exactly when what made it necessary was committed. A job's id is given by its owner and names one row of his.
 */
@Injectable()
export class JobQueue implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('JobQueue');
  private readonly boss: PgBoss;
  private readonly queues: QueueMaker;
  private running = false;

  constructor(
    tx: Transaction,
    checks: HealthChecks,
    @Inject(ENV) env: Env,
    @Inject(DATABASE_URL) url: string,
  ) {
    checks.register('queue', () => this.check(), { required: true });
    this.boss = new PgBoss({
      db: { executeSql: (text, values) => this.queues.execute(text, values) },
      schema: SCHEMA,
      schedule: false,
      supervise: env.NODE_ENV !== 'test',
      monitorVacuum: false,
    });
    this.queues = new QueueMaker(this.boss, tx, url);
    this.boss.on('error', (error) => this.logger.error(`pg-boss: ${error.message}`));
    this.boss.on('warning', (warning) => this.logger.warn(`pg-boss: ${warning.message}`));
  }

  async onModuleInit(): Promise<void> {
    await this.boss.start();
    this.running = true;
  }

  onModuleDestroy(): void {
    this.running = false;
  }

  /** Ends its own housekeeping: after the last request, and before the connections are given back. */
  async stop(): Promise<void> {
    await this.boss.stop({ graceful: false, close: false });
  }

  /** Queues the job `id`. */
  async send(queue: string, id: string, place: JobPlace): Promise<void> {
    await this.queues.ensure(queue);
    const sent = await this.boss.send(queue, null, {
      id,
      priority: place.priority,
      expireInSeconds: Math.min(place.expireSeconds, LONGEST_EXPIRY_SECONDS),
      retryLimit: RETRIES,
      ...(place.delaySeconds ? { startAfter: place.delaySeconds } : {}),
    });
    if (sent === null) throw new Error(`The job ${id} is in the queue ${queue} already.`);
  }

  /** The id of the first job of the queue, now taken; null when there is none. */
  async take(queue: string): Promise<string | null> {
    await this.queues.ensure(queue);
    const [job] = await this.boss.fetch(queue, { batchSize: 1 });
    return job?.id ?? null;
  }

  /** Sends the job `id` anew, whatever became of one that had this id. */
  async sendAgain(queue: string, id: string, place: JobPlace): Promise<void> {
    await this.queues.ensure(queue);
    await this.boss.deleteJob(queue, id);
    await this.send(queue, id, place);
  }

  /**
   * Takes the one job that its owner has chosen, whatever else waits; false: it is not in the queue. Only one at a time
   * may choose from a queue: the owner's lock sees to that.
   */
  async takeChosen(queue: string, id: string): Promise<boolean> {
    await this.queues.ensure(queue);
    await this.boss.update(queue, undefined, { id, priority: CHOSEN });
    for (;;) {
      const [job] = await this.boss.fetch(queue, { batchSize: 1, minPriority: CHOSEN });
      if (job === undefined) return false;
      if (job.id === id) return true;
      // One that was taken once and came back by itself: it waits for its own turn.
      await this.giveBack(queue, job.id);
    }
  }

  /** A taken job returns to the queue; its place is that of priority 0. */
  async giveBack(queue: string, id: string): Promise<void> {
    await this.boss.fail(queue, id);
    await this.boss.update(queue, undefined, { id, priority: 0 });
  }

  /** A taken job is done. */
  async complete(queue: string, id: string): Promise<void> {
    await this.boss.complete(queue, id);
  }

  /** The job, taken or not, is not wanted any more. */
  async cancel(queue: string, id: string): Promise<void> {
    await this.boss.cancel(queue, id);
  }

  private async check(): Promise<CheckResult> {
    const ready = this.running && (await this.boss.schemaVersion()) !== null;
    return { ok: ready, detail: ready ? null : 'the queue has not started' };
  }
}
