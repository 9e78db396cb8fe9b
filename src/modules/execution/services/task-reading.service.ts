import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { counted } from '../../../platform/http/row-version.js';
import { executionErrors } from '../execution.errors.js';
import { TaskRepository } from '../repositories/task.repository.js';
import { isOver, type TaskQuery, type TaskResult, toTaskInfo, toTaskResult } from '../schemas/task.schema.js';
import { TaskEnds } from './task-ends.js';

/** Tasks as people see them. */
@Injectable()
export class TaskReading {
  constructor(
    private readonly tasks: TaskRepository,
    private readonly ends: TaskEnds,
  ) {}

  /** One page of the tasks that the actor may see, newest first. */
  async list(actor: Actor, query: TaskQuery) {
    const { rows, total } = await this.tasks.listVisible(actor, query);
    const { limit, offset } = query;
    const has_more = offset + rows.length < total;
    return counted({ tasks: rows.map(toTaskInfo), total, limit, offset, has_more }, total);
  }

  /** 404 TASK_001 when there is none for the actor. */
  async get(actor: Actor, id: string) {
    const row = await this.tasks.findVisible(actor, id);
    if (row === null) throw executionErrors.taskNotFound();
    return toTaskInfo(row);
  }

  /**
   * What came of the task: at its end if that comes within `waitSeconds`, else how it stands then; `gone` is the caller's
   * lost connection. 404 TASK_001 when there is none for the actor.
   */
  async result(actor: Actor, id: string, waitSeconds: number, gone: AbortSignal): Promise<TaskResult> {
    const look = async () => {
      const row = await this.tasks.findVisible(actor, id);
      if (row === null) throw executionErrors.taskNotFound();
      return row;
    };
    const whenOver = async () => {
      const row = await look();
      return isOver(row.status) ? row : null;
    };
    return toTaskResult((await this.ends.until(id, whenOver, waitSeconds * 1000, gone)) ?? (await look()));
  }
}
