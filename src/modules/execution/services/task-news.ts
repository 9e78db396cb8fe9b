import { Injectable } from '@nestjs/common';
import { Events } from '../../../platform/events/events.js';
import { isOver, type TaskRow } from '../schemas/task.schema.js';
import { TaskEnds } from './task-ends.js';

/** Tells whoever asked for a task, or waits for its end, how it goes on (contract 05, section 6); leaves with the open transaction. */
@Injectable()
export class TaskNews {
  constructor(
    private readonly events: Events,
    private readonly ends: TaskEnds,
  ) {}

  async changed(task: TaskRow): Promise<void> {
    if (isOver(task.status)) await this.ends.tell(task.id);
    if (task.created_by === null) return;
    await this.events.publish({
      type: 'task:updated',
      channel: `user:${task.created_by}`,
      data: {
        task_id: task.id,
        status: task.status,
        error: task.error,
        timestamp: new Date().toISOString(),
      },
    });
  }
}
