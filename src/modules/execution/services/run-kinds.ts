import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { RunRepository } from '../repositories/run.repository.js';
import type { ProgressNews } from '../schemas/run-progress.schema.js';
import type { RunKindName, RunOutcome, RunPayload } from '../schemas/run.schema.js';

/** The rows of a job as its worker is told, besides what this module knows of service and run. */
export interface JobSubject {
  result_id: string | null;
  tutor_test_id: string | null;
  test_job: {
    user_id: string | null;
    course_member_id: string | null;
    course_content_id: string | null;
    example_version_id: string | null;
    artifact_id: string | null;
    version_identifier: string | null;
    store_graphics_artifacts: boolean;
  };
}

/** What the owner of a kind of run does at its turns, each in the transaction of the turn and safe to repeat. */
export interface RunKind {
  readonly kind: RunKindName;
  /** A worker has it. */
  started(runId: string, payload: RunPayload): Promise<void>;
  /** It went back to the queue: handed back, or its worker was lost. */
  requeued?(runId: string, payload: RunPayload): Promise<void>;
  /** Its worker tells how far it is. */
  progressed?(runId: string, payload: RunPayload, news: ProgressNews): Promise<void>;
  /** It ended, once and for good. The rows it is about may be gone. */
  finished(runId: string, payload: RunPayload, outcome: RunOutcome): Promise<void>;
  /**
   * It had failed by no fault of its own and is to be queued again. False, and nothing changed: what it was about is
   * gone, or has another run or end by now.
   */
  revived(runId: string, payload: RunPayload): Promise<boolean>;
  /** What the worker is told; the ids of the payload unless the owner knows better. */
  describe?(payload: RunPayload): JobSubject | Promise<JobSubject>;
}

/** Owners of the kinds of runs. Modules above register in `onModuleInit`; this module does not know them. */
@Injectable()
export class RunKinds implements OnApplicationBootstrap {
  private readonly kinds = new Map<string, RunKind>();

  constructor(private readonly runs: RunRepository) {}

  /** Throws, which stops the start, when the kind has an owner already. */
  register(kind: RunKind): void {
    if (this.kinds.has(kind.kind)) throw new Error(`The kind of run ${kind.kind} has two owners.`);
    this.kinds.set(kind.kind, kind);
  }

  /** The owner of a kind; throws for a kind without one. */
  of(kind: string): RunKind {
    const found = this.kinds.get(kind);
    if (found === undefined) throw new Error(`The kind of run ${kind} has no owner.`);
    return found;
  }

  async describe(kind: string, payload: RunPayload): Promise<JobSubject> {
    return (await this.of(kind).describe?.(payload)) ?? subjectOf(payload);
  }

  /** A server that cannot finish what is waiting must not start. */
  async onApplicationBootstrap(): Promise<void> {
    const orphans = (await this.runs.findOpenKinds()).filter((kind) => !this.kinds.has(kind));
    if (orphans.length > 0) throw new Error(`Runs are waiting that nobody owns: ${orphans.join(', ')}.`);
  }
}

function subjectOf(payload: RunPayload): JobSubject {
  return {
    result_id: payload.result_id ?? null,
    tutor_test_id: payload.tutor_test_id ?? null,
    test_job: {
      user_id: payload.user_id ?? null,
      course_member_id: payload.course_member_id ?? null,
      course_content_id: payload.course_content_id ?? null,
      example_version_id: payload.example_version_id ?? null,
      artifact_id: payload.artifact_id ?? null,
      version_identifier: payload.version_identifier ?? null,
      store_graphics_artifacts: payload.store_graphics_artifacts ?? true,
    },
  };
}
