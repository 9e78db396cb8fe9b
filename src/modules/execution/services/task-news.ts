import { Injectable } from '@nestjs/common';
import { Events } from '../../../platform/events/events.js';
import type { TaskRow } from '../schemas/task.schema.js';

/** Tells whoever asked for a task how it goes on (contract 05, section 6); leaves with the open transaction. */
@Injectable()
export class TaskNews {
  constructor(private readonly events: Events) {}

  async changed(task: TaskRow): Promise<void> {
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
