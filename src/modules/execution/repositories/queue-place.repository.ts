import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { Transaction } from '../../../platform/database/transaction.js';
import type { RunPayload } from '../schemas/run.schema.js';
import { NOBODY } from '../services/run-limits.js';
import { servesService } from './served-services.js';
import { isAlive } from './worker.repository.js';

/** How many of the last runs of a service tell how long the next ones take. */
const SAMPLE = 50;

/** More waiting runs than this are not counted through for each question. */
const LONG = 300;

export interface QueuePlace {
  /** 1: it is the next. */
  position: number;
  /** Null: no worker lives that could tell, or nothing has run yet that says how long it takes. */
  estimated_start_at: string | null;
}

/** The queue that a run waits in; of a long one no place is told. */
interface Waiting {
  id: string;
  service_id: string;
  long: boolean;
  place: QueuePlace | null;
}

/** Where queued runs stand among all that the same workers serve, were the hand-outs to begin now. */
@Injectable()
export class QueuePlaceRepository {
  constructor(private readonly tx: Transaction) {}

  /** The queued run about `subject`, with its place unless the queue is long; null: none is queued. */
  async find(subject: RunPayload): Promise<Waiting | null> {
    return this.tx.row<Waiting & Record<string, unknown>>(
      sql`
      WITH found AS (
        SELECT r.id, r.priority, r.service_id, (
          SELECT count(*) > ${LONG} FROM (SELECT FROM execution.runs q WHERE q.state = 'queued' LIMIT ${LONG} + 1) q) AS long
        FROM execution.runs r WHERE r.state = 'queued' AND r.payload @> ${JSON.stringify(subject)}::jsonb LIMIT 1
      ), mine AS (
        SELECT found.* FROM found WHERE NOT found.long
      ), ${PLACES}
      SELECT found.id, found.service_id, found.long, (
        SELECT json_build_object('position', place.position, 'estimated_start_at', platform.iso(place.estimated_start_at))
        FROM place WHERE place.id = found.id) AS place
      FROM found`,
      'at once',
    );
  }

  /** The places of all queued runs of a service, by the ids of the runs. */
  async findAll(serviceId: string): Promise<Map<string, QueuePlace>> {
    const rows = await this.tx.rows<QueuePlace & { id: string }>(
      sql`
      WITH mine AS (
        SELECT s.id AS service_id, (
          SELECT min(r.priority) FROM execution.runs r WHERE r.state = 'queued' AND r.service_id = s.id) AS priority
        FROM execution.services s WHERE s.id = ${serviceId}
      ), ${PLACES}
      SELECT place.id, place.position, platform.iso(place.estimated_start_at) AS estimated_start_at FROM place`,
      'at once',
    );
    return new Map(rows.map(({ id, ...place }) => [id, place]));
  }
}

/**
 * Position of each run of the pool that comes no later than `mine`, by the turns of courses and owners (the windows;
 * docs/decisions/0011): the second run of an owner comes after the first ones of the others of his course, and so do
 * the courses.
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

/** WITH queries that end in `place`: position and start of the queued runs of `mine`'s service, none without `mine`. */
const PLACES = sql`
  living AS (
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
  ), took AS MATERIALIZED (
    SELECT extract(epoch FROM f.finished_at - f.started_at) AS seconds, f.payload ->> 'course_content_id' AS content
    FROM execution.runs f WHERE f.state = 'finished' AND f.service_id = (SELECT service_id FROM mine)
    ORDER BY f.finished_at DESC LIMIT ${SAMPLE}
  ), pace AS (
    SELECT avg(seconds) AS seconds FROM took
  ), pace_of_content AS (
    SELECT content, avg(seconds) AS seconds FROM took GROUP BY content
  ), rounds AS (
    SELECT placed.id, placed.position, CASE WHEN capacity.slots > 0 THEN ceil(
      greatest(placed.position - greatest(capacity.slots - capacity.running, 0), 0) / capacity.slots::numeric) END AS count
    FROM placed CROSS JOIN capacity
  ), place AS (
    SELECT rounds.id, rounds.position, CASE
      WHEN rounds.count = 0 THEN greatest(now(), r.available_at)
      WHEN rounds.count * coalesce(own.seconds, pace.seconds) IS NOT NULL THEN greatest(
        now() + make_interval(secs => (rounds.count * coalesce(own.seconds, pace.seconds))::float8), r.available_at)
      END AS estimated_start_at
    FROM rounds JOIN execution.runs r ON r.id = rounds.id JOIN mine ON mine.service_id = r.service_id CROSS JOIN pace
    LEFT JOIN pace_of_content own ON own.content = r.payload ->> 'course_content_id'
  )`;
