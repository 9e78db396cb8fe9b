import { Inject, Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import { ENV, type Env } from '../../../platform/config/env.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { NOBODY, OLD_AFTER_SECONDS, TURNS_FOR_ONE_OLD } from '../services/run-limits.js';

/** Who claims, and which queued runs. */
export interface ClaimFilter {
  userId: string;
  workerId: string;
  serviceIds: readonly string[];
  kinds: readonly string[] | null;
}

/** The run whose turn it is. */
export interface NextRun {
  id: string;
  queue: string;
  by_age: boolean;
}

/** What the order of later hand-outs follows from. */
export interface StartedRun {
  owner_key: string;
  /** The run is somebody's, whose other runs now wait for those of others. */
  owned: boolean;
  turn: number;
}

/** The order of the hand-outs (docs/decisions/0011). Whoever starts runs holds the lock `hand-out`. */
@Injectable()
export class HandOutRepository {
  constructor(
    private readonly tx: Transaction,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** The run whose turn it is for the claim, or null: nothing for a worker that is paused. */
  async findNext(filter: ClaimFilter): Promise<NextRun | null> {
    const eligible = eligibleFor(filter);
    return this.tx.row<NextRun & Record<string, unknown>>(
      sql`
      WITH RECURSIVE wanted AS (${wantedServices(filter)}),
      heads AS (${HEADS}),
      courses AS (${COURSES}),
      old AS (${oldest(eligible)}),
      fair AS (${fairest(eligible, this.env.RUNS_PER_COURSE)})
      SELECT id, queue, TRUE AS by_age FROM old
      UNION ALL
      SELECT id, queue, FALSE FROM fair WHERE NOT EXISTS (SELECT 1 FROM old)`,
      'at once',
    );
  }

  /** Gives the queued run to a worker under a new lease; null: it is not queued any more. */
  async start(
    next: NextRun,
    holder: { userId: string; workerId: string; lease: string },
  ): Promise<StartedRun | null> {
    return this.tx.row<StartedRun & Record<string, unknown>>(sql`
      UPDATE execution.runs SET state = 'started', attempt = attempt + 1, worker_user_id = ${holder.userId},
        worker_id = ${holder.workerId}, lease = ${holder.lease}, progress = NULL, started_at = clock_timestamp(),
        lease_expires_at = clock_timestamp() + make_interval(secs => ${this.env.LEASE_SECONDS}), by_age = ${next.by_age},
        turn = 1 + coalesce((SELECT max(last.turn) FROM execution.runs last WHERE last.turn IS NOT NULL), 0)
      WHERE id = ${next.id} AND state = 'queued' RETURNING owner_key, turn, owner_key <> ${NOBODY} AS owned`);
  }

  /** Whatever else the owner has queued now comes after that of others. Rows that somebody changes are left as they are. */
  async sendToTheEnd(ownerKey: string, turn: number): Promise<void> {
    await this.tx.execute(sql`
      UPDATE execution.runs SET owner_turn = ${turn} WHERE id IN (
        SELECT id FROM execution.runs WHERE state = 'queued' AND owner_key = ${ownerKey}
        FOR NO KEY UPDATE SKIP LOCKED)`);
  }
}

/** Queued runs `r` that the claim may get. The time is that of the statement: an index cannot use a running clock. */
function eligibleFor({ kinds }: ClaimFilter): Sql {
  return sql`
    r.state = 'queued' AND NOT r.cancel_requested AND r.available_at <= statement_timestamp()
    AND (${kinds === null} OR r.kind = ANY(${[...(kinds ?? [])]}::text[]))
    AND NOT EXISTS (SELECT 1 FROM execution.runs o WHERE o.state = 'started' AND o.group_key = r.group_key)`;
}

/** The services of the claim; none for a worker that is not to get jobs, or while the system is maintained. */
function wantedServices({ userId, workerId, serviceIds }: ClaimFilter): Sql {
  return sql`
    SELECT service_id FROM unnest(${[...serviceIds]}::uuid[]) AS served (service_id)
    WHERE NOT EXISTS (
      SELECT 1 FROM execution.workers w
      WHERE w.user_id = ${userId} AND w.worker_id = ${workerId} AND w.state <> 'active')
      AND NOT EXISTS (SELECT 1 FROM maintenance.maintenance_state m WHERE m.active)`;
}

/**
 * Each course that has something queued, by service and priority (`lane`, its negative): jumps through the index
 * `runs_order` from one to the next instead of reading every queued run.
 */
const HEADS = sql`
  SELECT w.service_id, head.lane, head.fairness_key FROM wanted w CROSS JOIN LATERAL (
    SELECT -q.priority AS lane, q.fairness_key FROM execution.runs q
    WHERE q.state = 'queued' AND q.service_id = w.service_id ORDER BY -q.priority, q.fairness_key LIMIT 1) head
  UNION ALL
  SELECT h.service_id, head.lane, head.fairness_key FROM heads h CROSS JOIN LATERAL (
    SELECT -q.priority AS lane, q.fairness_key FROM execution.runs q
    WHERE q.state = 'queued' AND q.service_id = h.service_id
      AND (-q.priority, q.fairness_key) > (h.lane, h.fairness_key)
    ORDER BY -q.priority, q.fairness_key LIMIT 1) head`;

/** What these courses have had: runs at work, and their last turn. */
const COURSES = sql`
  SELECT c.fairness_key,
    (SELECT count(*) FROM execution.runs s WHERE s.state = 'started' AND s.fairness_key = c.fairness_key) AS running,
    (SELECT max(s.turn) FROM execution.runs s WHERE s.fairness_key = c.fairness_key AND s.turn IS NOT NULL) AS turn
  FROM (SELECT DISTINCT fairness_key FROM heads) c`;

/** The run that has waited longest, once for so many turns of these services. */
function oldest(eligible: Sql): Sql {
  return sql`
    SELECT found.id, found.queue FROM wanted w CROSS JOIN LATERAL (
      SELECT r.id, r.queue, r.available_at FROM execution.runs r
      WHERE r.service_id = w.service_id AND ${eligible}
        AND r.available_at < statement_timestamp() - make_interval(secs => ${OLD_AFTER_SECONDS})
      ORDER BY r.available_at LIMIT 1) found
    WHERE NOT EXISTS (
      SELECT 1 FROM (
        SELECT last.by_age FROM wanted w CROSS JOIN LATERAL (
          SELECT s.turn, s.by_age FROM execution.runs s
          WHERE s.service_id = w.service_id AND s.turn IS NOT NULL
          ORDER BY s.turn DESC LIMIT ${TURNS_FOR_ONE_OLD - 1}) last
        ORDER BY last.turn DESC LIMIT ${TURNS_FOR_ONE_OLD - 1}) recent
      WHERE recent.by_age)
    ORDER BY found.available_at LIMIT 1`;
}

/** The first run of the course whose turn it is; each course's first is that of the owner who was served longest ago. */
function fairest(eligible: Sql, courseLimit: number): Sql {
  return sql`
    SELECT first.id, first.queue FROM heads h JOIN courses c ON c.fairness_key = h.fairness_key
    CROSS JOIN LATERAL (
      SELECT r.id, r.queue, r.owner_turn, r.created_at FROM execution.runs r
      WHERE r.service_id = h.service_id AND -r.priority = h.lane AND r.fairness_key = h.fairness_key AND ${eligible}
      ORDER BY r.owner_turn, r.created_at, r.id LIMIT 1) first
    ORDER BY c.running >= ${courseLimit}, h.lane, c.running, c.turn NULLS FIRST, first.owner_turn, first.created_at,
      first.id
    LIMIT 1`;
}
