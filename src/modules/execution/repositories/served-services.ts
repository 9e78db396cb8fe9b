import sql, { raw, type Sql } from 'sql-template-tag';
import { LOCAL_WORKER, WORKER_SERVED_TYPE } from '../services/local-worker.js';

/**
 * Ids of the services whose runs an account is there for, enabled or not: its own; for the server's own worker every
 * service of its kind as well.
 */
export function servicesServedBy(userId: string): Sql {
  return sql`
    SELECT served.id FROM execution.services served
    JOIN execution.service_types served_type ON served_type.id = served.service_type_id
    WHERE served.archived_at IS NULL
      AND (served.user_id = ${userId} OR (served_type.path = ${WORKER_SERVED_TYPE} AND EXISTS (
        SELECT 1 FROM execution.services worker
        WHERE worker.user_id = ${userId} AND worker.slug = ${LOCAL_WORKER} AND worker.enabled
          AND worker.archived_at IS NULL)))`;
}

/** The same asked of one service, the row `service`: whether the account in the column `user` is there for it. */
export function servesService(user: string, service: string): Sql {
  return sql`
    (${raw(service)}.archived_at IS NULL AND (${raw(service)}.user_id = ${raw(user)} OR EXISTS (
      SELECT 1 FROM execution.service_types served_type
      JOIN execution.services worker ON worker.user_id = ${raw(user)} AND worker.slug = ${LOCAL_WORKER}
        AND worker.enabled AND worker.archived_at IS NULL
      WHERE served_type.id = ${raw(service)}.service_type_id AND served_type.path = ${WORKER_SERVED_TYPE})))`;
}

/** The name of the queue of a service, the row `service`; its config may name one, as one key or as an object. */
export function queueOf(service: string): Sql {
  return sql`
    coalesce(nullif(${raw(service)}.config ->> 'temporal.task_queue', ''),
      nullif(${raw(service)}.config #>> '{temporal,task_queue}', ''), ${raw(service)}.slug)`;
}
