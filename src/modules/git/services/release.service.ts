import { Injectable } from '@nestjs/common';
import { Transaction } from '../../../platform/database/transaction.js';
import { currentContext } from '../../../platform/http/request-context.js';
import { AuditLog } from '../../auth/services/audit-log.service.js';
import { DeploymentReleaseService } from '../../course/services/deployment-release.service.js';
import { TaskService } from '../../execution/services/task.service.js';
import type {
  GenerateAssignmentsRequest,
  GenerateTemplateRequest,
  ReleaseResponse,
} from '../schemas/release.schema.js';
import { chooseContents, type Selection } from './release-selection.js';

export const TEMPLATE_TASK = 'generate-student-template';
export const ASSIGNMENTS_TASK = 'generate-assignments';

const NOT_RELEASED = ['pending', 'failed'];
const ASSIGNED = ['pending', 'failed', 'deployed'];

/** What a release task was asked; its input. */
export interface ReleaseOrder {
  course_id: string;
  course_content_ids: string[];
  commit_message: string | null;
  requested_by: string | null;
  /** Also what students have already. */
  again: boolean;
  /** Only for assignments: folders that are there stay as they are. */
  skip_existing: boolean;
}

/** Starts releases: chooses the contents at once, the rest is done by a task. */
@Injectable()
export class ReleaseService {
  constructor(
    private readonly tx: Transaction,
    private readonly deployments: DeploymentReleaseService,
    private readonly tasks: TaskService,
    private readonly audit: AuditLog,
  ) {}

  /** 400 VAL_001 when a named content cannot be released. Nothing to release is a task that has nothing to do. */
  startTemplate(courseId: string, request: GenerateTemplateRequest): Promise<ReleaseResponse> {
    const { release, force_redeploy: force } = request;
    const again = force || release != null;
    return this.start(TEMPLATE_TASK, courseId, {
      selection: selectionOf(release ?? {}, again ? ASSIGNED : NOT_RELEASED),
      commitMessage: request.commit_message ?? null,
      again,
      skipExisting: false,
    });
  }

  /** As for the template; the states of the deployments do not change. */
  startAssignments(courseId: string, request: GenerateAssignmentsRequest): Promise<ReleaseResponse> {
    return this.start(ASSIGNMENTS_TASK, courseId, {
      selection: selectionOf(request, ASSIGNED),
      commitMessage: request.commit_message ?? null,
      again: true,
      skipExisting: request.overwrite_strategy === 'skip_if_exists',
    });
  }

  /** Starts the release of contents that have opened since they were to be released; returns how many. */
  async startOpened(): Promise<number> {
    return this.tx.run(async () => {
      const opened = await this.deployments.takeOpened();
      const orders = new Map<string, ReleaseOrder>();
      for (const { course_id, course_content_id, requested_by, commit_message } of opened) {
        const key = JSON.stringify([course_id, requested_by, commit_message]);
        const order = orders.get(key);
        if (order !== undefined) order.course_content_ids.push(course_content_id);
        else {
          const course_content_ids = [course_content_id];
          const same = { course_id, requested_by, commit_message };
          orders.set(key, { ...same, course_content_ids, again: false, skip_existing: false });
        }
      }
      for (const order of orders.values()) await this.queue(TEMPLATE_TASK, order);
      return opened.length;
    });
  }

  private start(
    name: string,
    courseId: string,
    asked: { selection: Selection; commitMessage: string | null; again: boolean; skipExisting: boolean },
  ): Promise<ReleaseResponse> {
    return this.tx.run(async () => {
      const contents = await this.deployments.listContents(courseId);
      const chosen = chooseContents(contents, asked.selection);
      const workflow_id = await this.queue(name, {
        course_id: courseId,
        course_content_ids: chosen,
        commit_message: asked.commitMessage,
        requested_by: currentContext()?.actorId ?? null,
        again: asked.again,
        skip_existing: asked.skipExisting,
      });
      await this.audit.record({
        action: 'release.start',
        targetType: 'course',
        targetId: courseId,
        details: { task: name, task_id: workflow_id, course_content_ids: chosen },
      });
      return { workflow_id, status: 'started', contents_to_process: chosen.length };
    });
  }

  private queue(name: string, order: ReleaseOrder): Promise<string> {
    return this.tasks.start(name, { courseId: order.course_id, author: order.requested_by }, { ...order });
  }
}

/** Without ids and parent: everything in one of `states`. */
function selectionOf(
  asked: {
    course_content_ids?: string[] | null | undefined;
    parent_id?: string | null | undefined;
    include_descendants?: boolean;
    all?: boolean;
  },
  states: readonly string[],
): Selection {
  const { course_content_ids: ids } = asked;
  return {
    ids: ids?.length === 0 && (asked.all || asked.parent_id != null) ? null : (ids ?? null),
    parentId: asked.parent_id ?? null,
    includeDescendants: asked.include_descendants ?? true,
    states,
  };
}
