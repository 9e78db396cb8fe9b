import { Injectable } from '@nestjs/common';
import sql, { join } from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../../../access/actor.js';
import { visibleTasks } from '../../../access/visibility/tasks.js';
import { equals } from '../../../platform/database/listing.js';
import { Transaction } from '../../../platform/database/transaction.js';
import type { TaskQuery, TaskRow, TaskStatus } from '../schemas/task.schema.js';

/** A task about to be started. */
export interface NewTask {
  name: string;
  courseId: string | null;
  /** Null: whoever the open transaction works for. */
  author: string | null;
  input: Record<string, unknown>;
}

/** How a task ended. */
export interface TaskEnd {
  status: Extract<TaskStatus, 'finished' | 'failed' | 'cancelled'>;
  result: Record<string, unknown> | null;
  error: string | null;
}

const LEASE = sql`now() + interval '60 seconds'`;

/** Tasks: found through what the actor may see, and by the server that does them. */
@Injectable()
export class TaskRepository {
  constructor(private readonly tx: Transaction) {}

  /** The row, or null when there is none for the actor. */
  async findVisible(actor: Actor, id: string): Promise<TaskRow | null> {
    return this.tx.row<TaskRow & Record<string, unknown>>(
      sql`SELECT t.* FROM execution.tasks t WHERE t.id = ${id} AND ${visibleTasks(actor)}`,
    );
  }

  /** One page of those the actor may see, newest first, and how many there are. */
  async listVisible(actor: Actor, query: TaskQuery): Promise<{ rows: TaskRow[]; total: number }> {
    const where = join([visibleTasks(actor), ...equals('t.status', query.status)], ' AND ');
    const counted = await this.tx.row<{ total: number }>(
      sql`SELECT count(*)::int AS total FROM execution.tasks t WHERE ${where}`,
    );
    const rows = await this.tx.rows<TaskRow & Record<string, unknown>>(sql`
      SELECT t.* FROM execution.tasks t WHERE ${where}
      ORDER BY t.created_at DESC, t.id DESC OFFSET ${query.offset} LIMIT ${query.limit}`);
    return { rows, total: counted?.total ?? 0 };
  }

  async remove(id: string): Promise<void> {
    await this.tx.execute(sql`DELETE FROM execution.tasks WHERE id = ${id}`);
  }

  async insert(task: NewTask): Promise<string> {
    const id = uuidv7();
    await this.tx.execute(sql`
      INSERT INTO execution.tasks (id, name, course_id, created_by, input)
      VALUES (${id}, ${task.name}, ${task.courseId}, ${task.author}, ${JSON.stringify(task.input)})`);
    return id;
  }

  /** The row, locked until the end of the transaction. */
  async lock(id: string): Promise<TaskRow | null> {
    return this.tx.row<TaskRow & Record<string, unknown>>(
      sql`SELECT * FROM execution.tasks WHERE id = ${id} FOR UPDATE`,
    );
  }

  /** The row, locked, if its server is gone. */
  async lockLost(id: string): Promise<TaskRow | null> {
    return this.tx.row<TaskRow & Record<string, unknown>>(sql`
      SELECT * FROM execution.tasks WHERE id = ${id} AND status = 'started' AND lease_expires_at < now() FOR UPDATE`);
  }

  /** The task is at work in the process `worker`; one attempt more. */
  async begin(id: string, worker: string): Promise<TaskRow | null> {
    return this.tx.row<TaskRow & Record<string, unknown>>(sql`
      UPDATE execution.tasks SET status = 'started', worker = ${worker}, attempt = attempt + 1,
        started_at = coalesce(started_at, now()), lease_expires_at = ${LEASE}
      WHERE id = ${id} RETURNING *`);
  }

  /** The process still works on this attempt; false when nobody waits for it any more. */
  async extend(id: string, attempt: number): Promise<boolean> {
    const touched = await this.tx.execute(sql`
      UPDATE execution.tasks SET lease_expires_at = ${LEASE}
      WHERE id = ${id} AND status = 'started' AND attempt = ${attempt}`);
    return touched === 1;
  }

  /** False when nobody waits for this attempt any more. */
  async setProgress(id: string, attempt: number, progress: Record<string, unknown>): Promise<boolean> {
    const touched = await this.tx.execute(sql`
      UPDATE execution.tasks SET progress = ${JSON.stringify(progress)}
      WHERE id = ${id} AND status = 'started' AND attempt = ${attempt}`);
    return touched === 1;
  }

  async finish(id: string, end: TaskEnd): Promise<void> {
    const result = end.result === null ? null : JSON.stringify(end.result);
    await this.tx.execute(sql`
      UPDATE execution.tasks SET status = ${end.status}, result = ${result}, error = ${end.error},
        finished_at = clock_timestamp(), started_at = coalesce(started_at, created_at), lease_expires_at = NULL
      WHERE id = ${id}`);
  }

  async requeue(id: string): Promise<void> {
    await this.tx.execute(
      sql`UPDATE execution.tasks SET status = 'queued', worker = NULL, lease_expires_at = NULL WHERE id = ${id}`,
    );
  }

  /** Ids of tasks whose server is gone. */
  async findLost(limit: number): Promise<string[]> {
    const rows = await this.tx.rows<{ id: string }>(sql`
      SELECT id FROM execution.tasks WHERE status = 'started' AND lease_expires_at < now()
      ORDER BY lease_expires_at LIMIT ${limit}`);
    return rows.map((row) => row.id);
  }

  /** Removes what ended more than 30 days ago; returns how many. */
  async removeOld(): Promise<number> {
    return this.tx.execute(sql`DELETE FROM execution.tasks WHERE finished_at < now() - interval '30 days'`);
  }
}
