import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { Transaction } from '../../../platform/database/transaction.js';
import type { RunPayload } from '../schemas/run.schema.js';
import { NOBODY } from '../services/run-limits.js';
import { servesService } from './served-services.js';
import { isAlive } from './worker.repository.js';

/** How many of the last runs of a service tell how long the next ones take. */
const SAMPLE = 50;

export interface QueuePlace {
  /** 1: it is the next. */
  position: number;
  /** Null: no worker lives that could tell, or nothing has run yet that says how long it takes. */
  estimated_start_at: string | null;
}

/** Where a queued run stands. */
@Injectable()
export class QueuePlaceRepository {
  constructor(private readonly tx: Transaction) {}

  /**
   * The place of the queued run about `subject` among all that the same workers serve, were the hand-outs to begin
   * now; null: none is queued. The numbers of the windows are the turns of courses and owners (docs/decisions/0011).
   */
  async find(subject: RunPayload): Promise<QueuePlace | null> {
    return this.tx.row<QueuePlace & Record<string, unknown>>(
      sql`
      WITH mine AS (
        SELECT r.id, r.priority, r.service_id, r.available_at, r.payload ->> 'course_content_id' AS content
        FROM execution.runs r WHERE r.state = 'queued' AND r.payload @> ${JSON.stringify(subject)}::jsonb LIMIT 1
      ), living AS (
        SELECT w.user_id, coalesce(w.slots, 1) AS slots FROM execution.workers w
        JOIN mine ON TRUE JOIN execution.services s ON s.id = mine.service_id
        WHERE w.state = 'active' AND w.level IS DISTINCT FROM 'L0' AND ${isAlive()} AND ${servesService('w.user_id', 's')}
      ), pool AS (
        SELECT mine.service_id AS id FROM mine UNION
        SELECT s.id FROM execution.services s
        WHERE EXISTS (SELECT 1 FROM (SELECT DISTINCT user_id FROM living) l WHERE ${servesService('l.user_id', 's')})
      ), ${PLACED}, capacity AS (
        SELECT (SELECT coalesce(sum(slots), 0) FROM living) AS slots,
          (SELECT count(*) FROM execution.runs r WHERE r.state = 'started'
            AND r.service_id IN (SELECT id FROM pool)) AS running
      ), pace AS (
        SELECT coalesce(avg(took.seconds) FILTER (WHERE took.content = mine.content), avg(took.seconds)) AS seconds
        FROM mine CROSS JOIN LATERAL (
          SELECT extract(epoch FROM f.finished_at - f.started_at) AS seconds,
            f.payload ->> 'course_content_id' AS content
          FROM execution.runs f WHERE f.state = 'finished' AND f.service_id = mine.service_id
          ORDER BY f.finished_at DESC LIMIT ${SAMPLE}) took
      ), rounds AS (
        SELECT placed.position, CASE WHEN capacity.slots > 0 THEN ceil(
          greatest(placed.position - greatest(capacity.slots - capacity.running, 0), 0) / capacity.slots::numeric) END AS count
        FROM mine JOIN placed ON placed.id = mine.id CROSS JOIN capacity
      )
      SELECT rounds.position, CASE
        WHEN rounds.count = 0 THEN greatest(now(), mine.available_at)
        WHEN rounds.count * pace.seconds IS NOT NULL THEN
          greatest(now() + make_interval(secs => (rounds.count * pace.seconds)::float8), mine.available_at)
        END AS estimated_start_at
      FROM rounds CROSS JOIN mine CROSS JOIN pace`,
      'runs-find-place',
    );
  }
}

/**
 * Position of each run of the pool that comes no later than `mine`, by the turns of courses and owners: the second
 * run of an owner comes after the first ones of the others of his course, and so do the courses.
 */
const PLACED = sql`
  by_owner AS (
    SELECT q.id, q.priority, q.fairness_key, q.owner_turn, q.created_at, row_number() OVER one AS owner_place,
      first_value(q.created_at) OVER one AS owner_since, first_value(q.id) OVER one AS owner_first
    FROM execution.runs q WHERE q.state = 'queued' AND q.service_id IN (SELECT id FROM pool)
      AND q.priority >= (SELECT priority FROM mine)
    WINDOW one AS (
      PARTITION BY q.priority, q.fairness_key, CASE WHEN q.owner_key = ${NOBODY} THEN q.id ELSE q.owner_key END
      ORDER BY q.created_at, q.id)
  ), by_course AS (
    SELECT o.id, o.priority, o.fairness_key, row_number() OVER one AS course_place,
      first_value(o.owner_turn) OVER one AS first_turn, first_value(o.created_at) OVER one AS first_since,
      first_value(o.id) OVER one AS first_id
    FROM by_owner o
    WINDOW one AS (
      PARTITION BY o.priority, o.fairness_key ORDER BY o.owner_place, o.owner_turn, o.owner_since, o.owner_first)
  ), courses AS MATERIALIZED (
    SELECT c.fairness_key,
      (SELECT count(*) FROM execution.runs s WHERE s.state = 'started' AND s.fairness_key = c.fairness_key) AS running,
      (SELECT max(s.turn) FROM execution.runs s WHERE s.fairness_key = c.fairness_key AND s.turn IS NOT NULL) AS turn
    FROM (SELECT DISTINCT fairness_key FROM by_owner) c
  ), placed AS (
    SELECT b.id, row_number() OVER (ORDER BY b.priority DESC, b.course_place + c.running, c.turn NULLS FIRST,
      b.first_turn, b.first_since, b.first_id)::int AS position
    FROM by_course b JOIN courses c ON c.fairness_key = b.fairness_key
  )`;
