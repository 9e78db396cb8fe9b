import { hostname } from 'node:os';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DatabaseNotifications } from '../../../platform/database/notifications.js';
import { AppError } from '../../../platform/http/app-error.js';
import { runInContext, systemContext } from '../../../platform/http/request-context.js';
import { type TaskEnd, TaskRepository } from '../repositories/task.repository.js';
import type { TaskRow } from '../schemas/task.schema.js';
import { TaskEnds } from './task-ends.js';
import { TaskGone } from './task-gone.js';
import { TaskKinds } from './task-kinds.js';
import { TaskLife } from './task-life.js';
import { TASKS_CHANNEL } from './task.service.js';

/** Tasks at work at the same time in one process. */
const SLOTS = 2;
const BEAT_MS = 20_000;

/** Does waiting tasks in the background of this process, as soon as news of them comes. */
@Injectable()
export class TaskRunner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Tasks');
  private readonly worker = `${hostname()}/${process.pid}`;
  private readonly atWork = new Set<Promise<void>>();
  private rung = 0;
  private closing = false;

  constructor(
    private readonly life: TaskLife,
    private readonly tasks: TaskRepository,
    private readonly kinds: TaskKinds,
    private readonly news: DatabaseNotifications,
    private readonly ends: TaskEnds,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.news.listen(TASKS_CHANNEL, () => this.wake());
    this.wake();
  }

  /** Takes nothing new and waits for what is at work; what does not end in time is recovered by another server. */
  async onModuleDestroy(): Promise<void> {
    this.closing = true;
    await this.idle();
  }

  /** Looks for tasks, now. */
  wake(): void {
    this.rung += 1;
    if (this.closing || this.atWork.size >= SLOTS) return;
    const work = this.drain()
      .catch((error: unknown) => this.logger.error(`tasks: ${String(error)}`))
      .finally(() => this.atWork.delete(work));
    this.atWork.add(work);
  }

  /** Resolves once nothing is at work here. */
  async idle(): Promise<void> {
    while (this.atWork.size > 0) await Promise.all(this.atWork);
  }

  /** Until none waits, counting news that come while it looks. */
  private async drain(): Promise<void> {
    for (let seen = -1; !this.closing && seen !== this.rung;) {
      seen = this.rung;
      for (let task = await this.life.take(this.worker); task !== null;) {
        await this.work(task);
        task = this.closing ? null : await this.life.take(this.worker);
      }
    }
  }

  private async work(task: TaskRow): Promise<void> {
    const unwanted = new AbortController();
    const forget = this.ends.listen((ended) => {
      if (ended === task.id) unwanted.abort();
    });
    const beat = setInterval(() => {
      this.tasks
        .extend(task.id, task.attempt)
        .then((wanted) => wanted || unwanted.abort())
        .catch((error: unknown) =>
          this.logger.debug(`lease of task ${task.id} not extended: ${String(error)}`),
        );
    }, BEAT_MS);
    const context = { ...systemContext(`task-${task.id}`), actorId: task.created_by };
    try {
      const end = await runInContext(context, () => this.attempt(task, unwanted));
      if (end !== null) await runInContext(context, () => this.life.end(task, end));
    } catch (error) {
      this.logger.error(`task ${task.id} could not be ended: ${String(error)}`);
    } finally {
      clearInterval(beat);
      forget();
    }
  }

  /** How the attempt ended; null when nobody waits for its end any more. */
  private async attempt(task: TaskRow, unwanted: AbortController): Promise<TaskEnd | null> {
    try {
      const result = await this.kinds.of(task.name).run({
        id: task.id,
        courseId: task.course_id,
        input: task.input,
        signal: unwanted.signal,
        progress: async (value) => {
          if (!(await this.tasks.setProgress(task.id, task.attempt, value))) throw new TaskGone();
        },
      });
      return { status: 'finished', result, error: null };
    } catch (error) {
      if (error instanceof TaskGone || unwanted.signal.aborted) return null;
      if (error instanceof AppError) return { status: 'failed', result: null, error: error.message };
      this.logger.error(`task ${task.id} (${task.name}): ${error instanceof Error ? error.stack : error}`);
      return { status: 'failed', result: null, error: 'Something went wrong on our side.' };
    }
  }
}
