import { Inject, Injectable } from '@nestjs/common';
import sql, { type Sql } from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import { ENV, type Env } from '../../../platform/config/env.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { servicesServedBy } from './served-services.js';
import { NOBODY, OVERTIME_SECONDS, UNCLAIMED_HOURS } from '../services/run-limits.js';
import type { NewRun, RunKindName, RunPayload, RunRow, RunState } from '../schemas/run.schema.js';

/* Leases run by the clock, not by the beginning of a transaction. Columns that are named let the statement be prepared. */
const SELECT = sql`
  SELECT r.id, r.kind, r.state, r.service_id, r.payload, r.group_key, r.owner_key, r.attempt, r.timeout_seconds, r.queue,
    r.worker_user_id, r.worker_id, r.lease, r.lease_expires_at, r.cancel_requested, r.output_bytes, r.dead_at,
    r.revived_at, r.lease_expires_at > clock_timestamp() AS alive,
    coalesce(r.started_at + make_interval(secs => r.timeout_seconds + ${OVERTIME_SECONDS}) < clock_timestamp(), false)
      AS overdue
  FROM execution.runs r`;

/** A handed-out run with what its worker must know. */
export interface JobRow {
  id: string;
  kind: RunKindName;
  attempt: number;
  lease: string;
  lease_expires_at: string;
  timeout_seconds: number;
  payload: RunPayload;
  service_id: string;
  slug: string;
  name: string;
  config: Record<string, unknown>;
  type_id: string;
  type_path: string;
  type_schema: Record<string, unknown> | null;
  type_properties: Record<string, unknown>;
}

/** Runs: the truth about state, lease and attempt of everything that workers do. */
@Injectable()
export class RunRepository {
  constructor(
    private readonly tx: Transaction,
    @Inject(ENV) private readonly env: Env,
  ) {}

  async insert(run: NewRun, queue: string): Promise<string> {
    const id = uuidv7();
    const owner = run.ownerKey;
    await this.tx.execute(sql`
      INSERT INTO execution.runs (id, kind, service_id, payload, priority, group_key, fairness_key, owner_key, owner_turn,
        timeout_seconds, queue)
      VALUES (${id}, ${run.kind}, ${run.serviceId}, ${JSON.stringify(run.payload)}, ${run.priority}, ${run.groupKey},
        ${run.fairnessKey ?? NOBODY}, ${owner ?? NOBODY},
        coalesce((SELECT max(s.turn) FROM execution.runs s WHERE s.owner_key = ${owner}::uuid AND s.turn IS NOT NULL), 0),
        ${run.timeoutSeconds}, ${queue})`);
    return id;
  }

  async findJob(id: string): Promise<JobRow | null> {
    return this.tx.row<JobRow>(sql`
      SELECT r.id, r.kind, r.attempt, r.lease, r.lease_expires_at, r.timeout_seconds, r.payload, r.service_id,
        s.slug, s.name, s.config, t.id AS type_id, t.path AS type_path, t.schema AS type_schema,
        t.properties AS type_properties
      FROM execution.runs r JOIN execution.services s ON s.id = r.service_id
      JOIN execution.service_types t ON t.id = s.service_type_id WHERE r.id = ${id}`);
  }

  /** The row, locked until the end of the transaction. */
  async lock(id: string): Promise<RunRow | null> {
    return this.tx.row<RunRow>(sql`${SELECT} WHERE r.id = ${id} FOR UPDATE OF r`);
  }

  /** The row, locked as by `lock`; null also for a run of a service whose runs the account can never hold. */
  async lockServed(id: string, userId: string): Promise<RunRow | null> {
    return this.tx.row<RunRow>(
      sql`${SELECT} WHERE r.id = ${id} AND r.service_id IN (${servicesServedBy(userId)}) FOR UPDATE OF r`,
    );
  }

  /** Whether the account can hold the run: it is one of a service that it serves. */
  async isServed(id: string, userId: string): Promise<boolean> {
    const found = await this.tx.row(
      sql`SELECT 1 FROM execution.runs r WHERE r.id = ${id} AND r.service_id IN (${servicesServedBy(userId)})`,
    );
    return found !== null;
  }

  /** Runs of the worker whose payload contains `subject`, at work under a live lease; locked. */
  async lockHeld(workerUserId: string, subject: RunPayload): Promise<RunRow[]> {
    return this.tx.rows<RunRow>(sql`
      ${SELECT} WHERE r.worker_user_id = ${workerUserId} AND r.state = 'started'
        AND r.lease_expires_at > clock_timestamp() AND r.payload @> ${JSON.stringify(subject)}::jsonb FOR UPDATE OF r`);
  }

  /** Keeps how far a run is, and how much of its output was passed on. */
  async setProgress(id: string, progress: object, outputBytes: number): Promise<void> {
    await this.tx.execute(sql`
      UPDATE execution.runs SET progress = ${JSON.stringify(progress)}, output_bytes = output_bytes + ${outputBytes}::int
      WHERE id = ${id}`);
  }

  /** Extends the lease and returns its new end. */
  async extend(id: string): Promise<string> {
    const row = await this.tx.row<{ lease_expires_at: string }>(sql`
      UPDATE execution.runs SET lease_expires_at = clock_timestamp() + make_interval(secs => ${this.env.LEASE_SECONDS})
      WHERE id = ${id} RETURNING lease_expires_at`);
    return row?.lease_expires_at ?? '';
  }

  /**
   * Back to the queue, held by nobody; `attempts` is how many count from now on. With `keepLease` the last lease stays
   * known, so that the message that ended it may be repeated.
   */
  async requeue(
    id: string,
    back: { delaySeconds: number; attempts: number; keepLease: boolean },
  ): Promise<void> {
    await this.tx.execute(sql`
      UPDATE execution.runs SET state = 'queued', lease_expires_at = NULL, progress = NULL, started_at = NULL,
        lease = CASE WHEN ${back.keepLease} THEN lease END,
        worker_user_id = CASE WHEN ${back.keepLease} THEN worker_user_id END, worker_id = NULL,
        attempt = ${back.attempts}, available_at = now() + make_interval(secs => ${back.delaySeconds})
      WHERE id = ${id}`);
  }

  /** Ends the run; its last lease stays, so that the same completion may be repeated. */
  async finish(id: string, end: { state: RunState; error: string | null; dead: boolean }): Promise<void> {
    await this.tx.execute(sql`
      UPDATE execution.runs SET state = ${end.state}, error = ${end.error}, lease_expires_at = NULL,
        finished_at = clock_timestamp(), dead_at = CASE WHEN ${end.dead} THEN clock_timestamp() END
      WHERE id = ${id}`);
  }

  /** A run that was given up is queued as if it were new. */
  async revive(id: string): Promise<void> {
    await this.tx.execute(sql`
      UPDATE execution.runs SET state = 'queued', attempt = 0, error = NULL, dead_at = NULL, finished_at = NULL,
        started_at = NULL, lease = NULL, worker_user_id = NULL, worker_id = NULL, cancel_requested = false,
        progress = NULL, available_at = now(), revived_at = clock_timestamp()
      WHERE id = ${id}`);
  }

  async requestCancel(id: string): Promise<void> {
    await this.tx.execute(sql`UPDATE execution.runs SET cancel_requested = true WHERE id = ${id}`);
  }

  /**
   * Runs at work whose lease has ended or that are overdue, and queued ones that nobody claimed for a day or nobody
   * wants any more.
   */
  async findLost(limit: number): Promise<string[]> {
    return this.ids(sql`
      SELECT id FROM execution.runs WHERE (state = 'started' AND (lease_expires_at <= clock_timestamp()
          OR started_at + make_interval(secs => timeout_seconds + ${OVERTIME_SECONDS} + ${this.env.LEASE_SECONDS}) < clock_timestamp()))
        OR (state = 'queued' AND (cancel_requested OR available_at < now() - make_interval(hours => ${UNCLAIMED_HOURS})))
      ORDER BY id LIMIT ${limit}`);
  }

  /** Runs of a service that are not over. */
  async findOpenOf(serviceId: string): Promise<string[]> {
    return this.ids(sql`
      SELECT id FROM execution.runs WHERE service_id = ${serviceId} AND state IN ('queued', 'started') ORDER BY id`);
  }

  /** Kinds of the runs that are not over. */
  async findOpenKinds(): Promise<string[]> {
    const found = await this.tx.rows<{ kind: string }>(
      sql`SELECT DISTINCT kind FROM execution.runs WHERE state IN ('queued', 'started')`,
    );
    return found.map((row) => row.kind);
  }

  private async ids(statement: Sql): Promise<string[]> {
    return (await this.tx.rows<{ id: string }>(statement)).map((row) => row.id);
  }
}
