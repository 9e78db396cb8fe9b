import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { DatabaseNotifications } from '../../../platform/database/notifications.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { JobQueue } from '../../../platform/queue/job-queue.js';
import { TaskRepository } from '../repositories/task.repository.js';
import { TASK_QUEUE, type TaskRow } from '../schemas/task.schema.js';
import { TaskKinds } from './task-kinds.js';
import { TaskNews } from './task-news.js';

/** Channel on which servers tell each other that a task waits. */
export const TASKS_CHANNEL = 'lectern_tasks';
const EXPIRE_SECONDS = 24 * 3600;

/** Long work of the server: asked for in a request, done in the background of some server. */
@Injectable()
export class TaskService {
  constructor(
    private readonly tx: Transaction,
    private readonly tasks: TaskRepository,
    private readonly queue: JobQueue,
    private readonly kinds: TaskKinds,
    private readonly wakeUp: DatabaseNotifications,
    private readonly news: TaskNews,
  ) {}

  /** The task of this name that the actor, or for an administrator anybody, asked for, or null. */
  async findOwn(actor: Actor, name: string, id: string): Promise<TaskRow | null> {
    const row = await this.tasks.findVisible(actor, id);
    return row?.name === name && (actor.isAdmin || row.created_by === actor.userId) ? row : null;
  }

  /**
   * Queues a task and returns its id; it begins once the open transaction has committed. `input` holds ids and options,
   * nothing secret: whoever sees the task reads it. The author is the caller of the request unless one is named.
   */
  async start(
    name: string,
    place: { courseId: string | null; author?: string | null; delaySeconds?: number },
    input: Record<string, unknown>,
  ): Promise<string> {
    this.kinds.of(name);
    return this.tx.run(async () => {
      const id = await this.tasks.insert({
        name,
        courseId: place.courseId,
        author: place.author ?? null,
        input,
      });
      await this.queue.send(TASK_QUEUE, id, {
        priority: 0,
        expireSeconds: EXPIRE_SECONDS,
        delaySeconds: place.delaySeconds ?? 0,
      });
      await this.wakeUp.notify(TASKS_CHANNEL);
      return id;
    });
  }

  /** Keeps a record of work that the open transaction does itself: finished exactly when that commits. */
  async recordDone(
    name: string,
    place: { courseId: string | null },
    work: { input: Record<string, unknown>; result: Record<string, unknown> },
  ): Promise<string> {
    return this.tx.run(async () => {
      const id = await this.tasks.insert({ name, courseId: place.courseId, author: null, input: work.input });
      await this.tasks.finish(id, { status: 'finished', result: work.result, error: null });
      const done = await this.tasks.lock(id);
      if (done !== null) await this.news.changed(done);
      return id;
    });
  }
}
