import { Injectable } from '@nestjs/common';
import { Transaction } from '../../../platform/database/transaction.js';
import { invalidRequest } from '../../../platform/http/app-error.js';
import { assertExpectedVersion } from '../../../platform/http/row-version.js';
import { parseField } from '../../../platform/http/validation.pipe.js';
import { executionErrors } from '../execution.errors.js';
import { TaskRepository } from '../repositories/task.repository.js';
import { isOver, type TaskRow, type TaskSubmit, type TaskTurn } from '../schemas/task.schema.js';
import { TaskKinds } from './task-kinds.js';
import { TaskLife } from './task-life.js';
import { TaskService } from './task.service.js';

/** What people do to tasks: submit, cancel, remove. Who may is decided by the guard. */
@Injectable()
export class TaskOrders {
  constructor(
    private readonly tx: Transaction,
    private readonly tasks: TaskRepository,
    private readonly life: TaskLife,
    private readonly kinds: TaskKinds,
    private readonly service: TaskService,
  ) {}

  /** Names that can be submitted, sorted. */
  types(): string[] {
    return this.kinds.submittable();
  }

  /** Queues a task; 400 for an unknown name or parameters that its owner does not take. */
  async submit({ task_name: name, parameters, delay }: TaskSubmit): Promise<TaskTurn> {
    const schema = this.kinds.find(name)?.parameters;
    if (schema === undefined) {
      const message = `must be one of ${this.types().join(', ')}`;
      throw invalidRequest([{ field: 'body -> task_name', message, type: 'invalid_value' }]);
    }
    const input = parseField(schema, parameters, 'parameters');
    const courseId = typeof input['course_id'] === 'string' ? input['course_id'] : null;
    const id = await this.service.start(name, { courseId, delaySeconds: delay ?? 0 }, input);
    return { task_id: id, status: 'submitted', message: `${name} is queued; see /tasks/${id}` };
  }

  /** Ends a task that is queued or at work; 409 CONFLICT_005 when it has ended. */
  async cancel(id: string): Promise<TaskTurn> {
    await this.tx.run(async () => {
      const task = await this.lock(id);
      assertExpectedVersion(task.version);
      if (isOver(task.status)) throw executionErrors.taskEnded();
      await this.life.cancel(task);
    });
    return { task_id: id, status: 'cancelled', message: 'The task was cancelled.' };
  }

  /** Removes a task that is not at work, a waiting one unstarted; 409 CONFLICT_005 for one at work. */
  async remove(id: string): Promise<TaskTurn> {
    await this.tx.run(async () => {
      const task = await this.lock(id);
      assertExpectedVersion(task.version);
      if (task.status === 'started') throw executionErrors.taskAtWork();
      if (task.status === 'queued') await this.life.cancel(task);
      await this.tasks.remove(id);
    });
    return { task_id: id, status: 'deleted', message: 'The task was removed.' };
  }

  private async lock(id: string): Promise<TaskRow> {
    const task = await this.tasks.lock(id);
    if (task === null) throw executionErrors.taskNotFound();
    return task;
  }
}
