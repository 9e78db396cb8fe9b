import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { id } from '../../../platform/http/fields.js';
import { AppError } from '../../../platform/http/app-error.js';
import {
  DeploymentReleaseService,
  type ReleaseTask,
} from '../../course/services/deployment-release.service.js';
import { type RunningTask, TaskKinds } from '../../execution/services/task-kinds.js';
import { ReleaseContents } from '../services/release-contents.js';
import { ASSIGNMENTS_TASK, type ReleaseOrder, TEMPLATE_TASK } from '../services/release.service.js';

/** An order as an administrator submits it. */
const RELEASE_ORDER = z.object({
  course_id: id(),
  course_content_ids: z.array(id()).max(1000),
  commit_message: z.string().max(4096).nullable().default(null),
  requested_by: id().nullable().default(null),
  again: z.boolean().default(false),
  skip_existing: z.boolean().default(false),
});

/** What became of the contents of a release. */
type Outcome = 'released' | 'waiting' | 'skipped' | 'failed';
type Report = Record<Outcome, string[]>;

/** The tasks of releases: content by content, where one that fails stops no other. */
@Injectable()
export class ReleaseJob implements OnModuleInit {
  private readonly logger = new Logger('Release');

  constructor(
    private readonly kinds: TaskKinds,
    private readonly deployments: DeploymentReleaseService,
    private readonly contents: ReleaseContents,
  ) {}

  onModuleInit(): void {
    this.kinds.register({
      name: TEMPLATE_TASK,
      parameters: RELEASE_ORDER,
      run: (task) => this.eachContent(task, (order, id) => this.releaseOne(taskOf(task, order), id)),
      failed: (id, _courseId, error) => this.deployments.abandon(id, error),
    });
    this.kinds.register({
      name: ASSIGNMENTS_TASK,
      parameters: RELEASE_ORDER,
      run: (task) => this.eachContent(task, (order, id) => this.writeOne(order, id)),
    });
  }

  private async eachContent(
    task: RunningTask,
    work: (order: ReleaseOrder, contentId: string) => Promise<Outcome>,
  ): Promise<Record<string, unknown>> {
    const order = task.input as unknown as ReleaseOrder;
    const report: Report = { released: [], waiting: [], skipped: [], failed: [] };
    for (const [index, id] of order.course_content_ids.entries()) {
      report[await work(order, id)].push(id);
      await task.progress({ done: index + 1, total: order.course_content_ids.length });
    }
    return { ...report };
  }

  private async releaseOne(task: ReleaseTask, contentId: string): Promise<Outcome> {
    const turn = await this.deployments.begin(task, contentId);
    if (turn.what !== 'release') return turn.what === 'wait' ? 'waiting' : 'skipped';
    const { deployment } = turn;
    try {
      const commit = await this.contents.toTemplate({
        courseId: task.courseId,
        contentId,
        versionId: deployment.example_version_id,
        folder: deployment.deployment_path,
        message: task.commitMessage ?? `Release ${deployment.example_identifier} ${deployment.version_tag}`,
      });
      await this.deployments.succeed(task, deployment, commit);
      return 'released';
    } catch (error) {
      await this.deployments.fail(task, deployment, this.textOf(error));
      return 'failed';
    }
  }

  private async writeOne(order: ReleaseOrder, contentId: string): Promise<Outcome> {
    try {
      const deployment = await this.deployments.find(order.course_id, contentId);
      if (deployment === null) return 'skipped';
      const content = {
        courseId: order.course_id,
        contentId,
        versionId: deployment.example_version_id,
        folder: deployment.deployment_path,
        message: order.commit_message ?? `Add ${deployment.example_identifier} ${deployment.version_tag}`,
      };
      const commit = await this.contents.toAssignments(content, order.skip_existing);
      return commit === null ? 'skipped' : 'released';
    } catch (error) {
      this.textOf(error);
      return 'failed';
    }
  }

  /** What lecturers may read of a failure; the rest goes to the log. */
  private textOf(error: unknown): string {
    if (error instanceof AppError) return error.message;
    this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return 'Something went wrong on our side.';
  }
}

function taskOf(task: RunningTask, order: ReleaseOrder): ReleaseTask {
  return {
    id: task.id,
    courseId: order.course_id,
    again: order.again,
    requestedBy: order.requested_by,
    commitMessage: order.commit_message,
  };
}
