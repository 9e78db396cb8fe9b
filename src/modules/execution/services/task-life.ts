import { Injectable, Logger } from '@nestjs/common';
import { DatabaseNotifications } from '../../../platform/database/notifications.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { JobQueue } from '../../../platform/queue/job-queue.js';
import { type TaskEnd, TaskRepository } from '../repositories/task.repository.js';
import { TASK_QUEUE, type TaskRow } from '../schemas/task.schema.js';
import { TaskKinds } from './task-kinds.js';
import { TaskNews } from './task-news.js';
import { TASKS_CHANNEL } from './task.service.js';

const MAX_ATTEMPTS = 3;
const BATCH = 100;

/** Turns in the life of a task, each in a transaction of its own. */
@Injectable()
export class TaskLife {
  private readonly logger = new Logger('Tasks');

  constructor(
    private readonly tx: Transaction,
    private readonly tasks: TaskRepository,
    private readonly queue: JobQueue,
    private readonly kinds: TaskKinds,
    private readonly wakeUp: DatabaseNotifications,
    private readonly news: TaskNews,
  ) {}

  /** The next waiting task, begun by the process `worker`; null when none waits. */
  async take(worker: string): Promise<TaskRow | null> {
    return this.tx.run(async () => {
      for (;;) {
        const id = await this.queue.take(TASK_QUEUE);
        if (id === null) return null;
        const task = await this.tasks.lock(id);
        if (task?.status === 'queued') {
          const begun = await this.tasks.begin(id, worker);
          if (begun !== null) await this.news.changed(begun);
          return begun;
        }
        await this.queue.complete(TASK_QUEUE, id);
      }
    });
  }

  /** Ends an attempt, unless the task was meanwhile given to another process. */
  async end(taken: TaskRow, end: TaskEnd): Promise<void> {
    await this.tx.run(async () => {
      const task = await this.tasks.lock(taken.id);
      if (task?.status !== 'started' || task.attempt !== taken.attempt) return;
      await this.close(task, end);
    });
  }

  /** Ends a locked task that is queued or at work, as not wanted any more. */
  async cancel(task: TaskRow): Promise<void> {
    await this.close(task, { status: 'cancelled', result: null, error: 'cancelled' });
  }

  /** Queues tasks of lost servers again, not for ever; returns how many there were. */
  async recover(): Promise<number> {
    const ids = await this.tasks.findLost(BATCH);
    for (const id of ids) {
      await this.tx
        .run(() => this.recoverOne(id))
        .catch((error: unknown) => this.logger.error(`task ${id}: ${String(error)}`));
    }
    return ids.length;
  }

  private async recoverOne(id: string): Promise<void> {
    const task = await this.tasks.lockLost(id);
    if (task === null) return;
    if (task.attempt >= MAX_ATTEMPTS) {
      await this.close(task, { status: 'failed', result: null, error: 'the server was lost at work' });
      return;
    }
    await this.tasks.requeue(id);
    await this.queue.giveBack(TASK_QUEUE, id);
    await this.wakeUp.notify(TASKS_CHANNEL);
  }

  private async close(task: TaskRow, end: TaskEnd): Promise<void> {
    await this.tasks.finish(task.id, end);
    await this.news.changed({ ...task, ...end });
    if (task.status === 'queued') await this.queue.cancel(TASK_QUEUE, task.id);
    else await this.queue.complete(TASK_QUEUE, task.id);
    if (end.status !== 'finished') {
      await this.kinds.of(task.name).failed?.(task.id, task.course_id, end.error ?? 'failed');
    }
  }
}
