import { Inject, Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import { ENV, type Env } from '../../../platform/config/env.js';
import { Transaction } from '../../../platform/database/transaction.js';
import type { WorkerFacts, WorkerRow, WorkerState } from '../schemas/worker.schema.js';
import { MAX_WORKER_FAILURES, WORKER_SILENT_SECONDS } from '../services/run-limits.js';
import { queueOf, servesService } from './served-services.js';

const TOUCH_AFTER_SECONDS = 10;
const FORGET_AFTER_DAYS = 7;

const RUNNING = sql`
  (SELECT count(*)::int FROM execution.runs r
   WHERE r.state = 'started' AND r.worker_user_id = w.user_id AND r.worker_id = w.worker_id)`;

/** For whom a worker failed, and why it may be paused. */
interface Failure {
  failedFor: string;
  reason: string;
}

/** Workers: processes that take jobs under the token of an account, under a name that they gave themselves. */
@Injectable()
export class WorkerRepository {
  constructor(
    private readonly tx: Transaction,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /**
   * The worker is there; known ones are written at most every few seconds. Returns the languages it has told of, null
   * when it has told of none.
   */
  async touch(userId: string, workerId: string, queues: readonly string[] | null): Promise<string[] | null> {
    const wanted = queues === null ? null : [...queues];
    const known = await this.tx.row<{ languages: string[] | null }>(
      sql`
      SELECT languages FROM execution.workers WHERE user_id = ${userId} AND worker_id = ${workerId}
        AND last_seen_at > now() - make_interval(secs => ${TOUCH_AFTER_SECONDS})
        AND queues IS NOT DISTINCT FROM ${wanted}::text[]`,
      'at once',
    );
    if (known !== null) return known.languages;
    const row = await this.tx.row<{ languages: string[] | null }>(sql`
      INSERT INTO execution.workers (id, user_id, worker_id, queues)
      VALUES (${uuidv7()}, ${userId}, ${workerId}, ${wanted}::text[])
      ON CONFLICT (user_id, worker_id) DO UPDATE SET last_seen_at = now(), queues = excluded.queues
      RETURNING languages`);
    return row?.languages ?? null;
  }

  /** Keeps what the worker tells of itself. */
  async record(userId: string, facts: WorkerFacts): Promise<void> {
    const { worker_id, level = null, slots = null, languages = null, version = null } = facts;
    await this.tx.execute(sql`
      INSERT INTO execution.workers (id, user_id, worker_id, level, slots, languages, product_version)
      VALUES (${uuidv7()}, ${userId}, ${worker_id}, ${level}, ${slots}, ${languages}::text[], ${version})
      ON CONFLICT (user_id, worker_id) DO UPDATE SET last_seen_at = now(), level = excluded.level,
        slots = excluded.slots, languages = excluded.languages, product_version = excluded.product_version`);
  }

  /** All known workers, or those of this name, by name. */
  async list(workerId: string | null): Promise<WorkerRow[]> {
    return this.tx.rows<WorkerRow & Record<string, unknown>>(sql`
      SELECT w.worker_id, own.id AS service_id, w.last_seen_at, w.state, w.reason, cardinality(w.failed_for) AS failures, w.level, w.slots,
        w.languages, w.product_version, ${RUNNING} AS running, ${isAlive()} AS alive,
        ARRAY(SELECT DISTINCT ${queueOf('s')} AS queue FROM execution.services s
          WHERE s.enabled AND ${servesService('w.user_id', 's')}
            AND (w.queues IS NULL OR ${queueOf('s')} = ANY (w.queues)) ORDER BY queue) AS queues
      FROM execution.workers w
      LEFT JOIN execution.services own ON own.user_id = w.user_id AND own.archived_at IS NULL
      WHERE ${workerId}::text IS NULL OR w.worker_id = ${workerId} ORDER BY w.worker_id, w.id`);
  }

  async isKnown(workerId: string): Promise<boolean> {
    return (await this.tx.row(sql`SELECT 1 FROM execution.workers WHERE worker_id = ${workerId}`)) !== null;
  }

  /** Of every worker of this name; nothing changes where it is so already. What becomes active begins without failures. */
  async setState(workerId: string, state: WorkerState, reason: string | null): Promise<void> {
    await this.tx.execute(sql`
      UPDATE execution.workers SET state = ${state}, reason = ${reason},
        failed_for = CASE WHEN ${state} = 'active' THEN '{}' ELSE failed_for END
      WHERE worker_id = ${workerId} AND (state <> ${state} OR failed_for <> '{}')
        AND NOT (state = 'paused' AND ${state} <> 'active')`);
  }

  /** Draining workers, all or those of this name, that have nothing at work any more are paused. */
  async pauseDrained(workerId: string | null): Promise<void> {
    await this.tx.execute(sql`
      UPDATE execution.workers w SET state = 'paused', reason = 'drained'
      WHERE w.state = 'draining' AND (${workerId}::text IS NULL OR w.worker_id = ${workerId}) AND ${RUNNING} = 0`);
  }

  async forgetFailures(userId: string, workerId: string): Promise<void> {
    await this.tx.execute(sql`
      UPDATE execution.workers SET failed_for = '{}'
      WHERE user_id = ${userId} AND worker_id = ${workerId} AND failed_for <> '{}' AND state = 'active'`);
  }

  /** One failure more, unless it failed for the same person before; true: the worker is paused by it. */
  async countFailure(userId: string, workerId: string, failure: Failure): Promise<boolean> {
    return this.count(userId, workerId, failure, sql`TRUE`);
  }

  /** As countFailure, but what is lost within the time of one lease was lost at one blow. */
  async countLoss(userId: string, workerId: string, failure: Failure): Promise<boolean> {
    const before = sql`clock_timestamp() - make_interval(secs => ${this.env.LEASE_SECONDS})`;
    const paused = await this.count(
      userId,
      workerId,
      failure,
      sql`(last_lost_at IS NULL OR last_lost_at < ${before})`,
    );
    await this.tx.execute(sql`
      UPDATE execution.workers SET last_lost_at = clock_timestamp() WHERE user_id = ${userId} AND worker_id = ${workerId}`);
    return paused;
  }

  /** Forgets workers that were not heard of for a week. */
  async removeOld(): Promise<void> {
    await this.tx.execute(sql`
      DELETE FROM execution.workers WHERE last_seen_at < now() - make_interval(days => ${FORGET_AFTER_DAYS})`);
  }

  /** How many workers of an account live, and how many of these are not active. */
  async countHeldBack(userId: string): Promise<{ living: number; held_back: number }> {
    const row = await this.tx.row<{ living: number; held_back: number }>(sql`
      SELECT count(*)::int AS living, count(*) FILTER (WHERE w.state <> 'active')::int AS held_back
      FROM execution.workers w WHERE w.user_id = ${userId} AND ${isAlive()}`);
    return row ?? { living: 0, held_back: 0 };
  }

  private async count(userId: string, workerId: string, failure: Failure, counts: Sql): Promise<boolean> {
    const enough = sql`state = 'active' AND cardinality(failed_for) + 1 >= ${MAX_WORKER_FAILURES}`;
    const row = await this.tx.row<{ paused: boolean }>(sql`
      UPDATE execution.workers SET failed_for = failed_for || ${failure.failedFor}::uuid,
        state = CASE WHEN ${enough} THEN 'paused' ELSE state END,
        reason = CASE WHEN ${enough} THEN ${failure.reason} ELSE reason END
      WHERE user_id = ${userId} AND worker_id = ${workerId} AND state = 'active'
        AND NOT failed_for @> ARRAY[${failure.failedFor}::uuid] AND ${counts}
      RETURNING state = 'paused' AS paused`);
    return row?.paused ?? false;
  }
}

/** Whether the worker `w` was heard of lately, or has a run under a live lease. */
export function isAlive(): Sql {
  return sql`
    (w.last_seen_at > now() - make_interval(secs => ${WORKER_SILENT_SECONDS}) OR EXISTS (
      SELECT 1 FROM execution.runs held WHERE held.state = 'started' AND held.worker_user_id = w.user_id
        AND held.worker_id = w.worker_id AND held.lease_expires_at > clock_timestamp()))`;
}
