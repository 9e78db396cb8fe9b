import { Injectable } from '@nestjs/common';
import type { z } from 'zod';

/** A task at work, as its owner gets it. */
export interface RunningTask {
  id: string;
  courseId: string | null;
  input: Record<string, unknown>;
  /** Fires when the task is not wanted any more; whatever it still does counts for nothing. */
  signal: AbortSignal;
  /** Tells whoever watches how far it is; throws TaskGone when the task is not wanted any more. */
  progress(value: Record<string, unknown>): Promise<void>;
}

/** The owner of the tasks of one name. */
export interface TaskKind {
  readonly name: string;
  /** What an administrator may submit as its input; without it the task can only be started by the server itself. */
  readonly parameters?: z.ZodType<Record<string, unknown>>;
  /** Does the work, outside any transaction, and returns its result; may be called again when a server was lost. */
  run(task: RunningTask): Promise<Record<string, unknown> | null>;
  /** The task has failed for good or was cancelled; called in the transaction that says so. */
  failed?(taskId: string, courseId: string | null, error: string): Promise<void>;
}

/** Owners of the names of tasks. Modules above register in `onModuleInit`; this module does not know them. */
@Injectable()
export class TaskKinds {
  private readonly kinds = new Map<string, TaskKind>();

  /** Throws, which stops the start, when the name has an owner already. */
  register(kind: TaskKind): void {
    if (this.kinds.has(kind.name)) throw new Error(`The task ${kind.name} has two owners.`);
    this.kinds.set(kind.name, kind);
  }

  /** Names of the tasks that can be submitted, sorted. */
  submittable(): string[] {
    return [...this.kinds.values()].flatMap((kind) => (kind.parameters ? [kind.name] : [])).sort();
  }

  /** The owner of a name, or undefined. */
  find(name: string): TaskKind | undefined {
    return this.kinds.get(name);
  }

  /** The owner of a name; throws for a name without one. */
  of(name: string): TaskKind {
    const found = this.kinds.get(name);
    if (found === undefined) throw new Error(`The task ${name} has no owner.`);
    return found;
  }
}
