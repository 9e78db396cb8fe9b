import { Injectable } from '@nestjs/common';
import { Transaction } from '../../../platform/database/transaction.js';
import { ReleaseRepository } from '../repositories/release.repository.js';
import type { BareDeploymentRow } from '../schemas/deployment.schema.js';
import { CourseNewsService } from './course-news.service.js';

/** The task that releases, and what it was asked. */
export interface ReleaseTask {
  id: string;
  courseId: string;
  /** Also contents that students have already. */
  again: boolean;
  requestedBy: string | null;
  commitMessage: string | null;
}

/** What a task is to do with a content. */
export type ReleaseTurn = { what: 'release'; deployment: BareDeploymentRow } | { what: 'wait' | 'skip' };

/** The states of deployments while they are released (contract 06, section 3 and 4): each change leaves a history row. */
@Injectable()
export class DeploymentReleaseService {
  constructor(
    private readonly tx: Transaction,
    private readonly releases: ReleaseRepository,
    private readonly news: CourseNewsService,
  ) {}

  listContents(courseId: string) {
    return this.releases.listContents(courseId);
  }

  listReleased(courseId: string, also: string | null) {
    return this.releases.listReleased(courseId, also);
  }

  /** Those that waited for an opening that has come; each is told once. */
  takeOpened() {
    return this.releases.takeOpened();
  }

  /** The assigned version of a content, whatever its state; null when nothing is assigned. */
  find(courseId: string, contentId: string): Promise<BareDeploymentRow | null> {
    return this.releases.find(courseId, contentId);
  }

  /**
   * Begins with a content. One that is not open yet waits for that; one that another task releases or has just
   * released is skipped.
   */
  begin(task: ReleaseTask, contentId: string): Promise<ReleaseTurn> {
    return this.tx.run(async () => {
      const deployment = await this.releases.lock(task.courseId, contentId);
      if (deployment === null || !isTurnOf(task, deployment)) return { what: 'skip' };
      if (!deployment.open) {
        await this.releases.setWaiting(deployment.id, task.id, {
          release_on_opening: true,
          requested_by: task.requestedBy,
          commit_message: task.commitMessage,
        });
        return { what: 'wait' };
      }
      await this.releases.setDeploying(deployment.id, task.id);
      await this.tell(task.courseId, deployment, 'deploying', task.id);
      return { what: 'release', deployment };
    });
  }

  /** Students have the files now; when another version was assigned meanwhile, that one stays pending. */
  succeed(task: ReleaseTask, released: BareDeploymentRow, commit: string): Promise<void> {
    return this.end(task, released, async (deployment) => {
      await this.releases.setDeployed(deployment.id, commit);
      await this.tell(task.courseId, deployment, 'deployed', task.id);
    });
  }

  fail(task: ReleaseTask, released: BareDeploymentRow, message: string): Promise<void> {
    return this.end(task, released, async (deployment) => {
      await this.releases.setFailed(deployment.id, message);
      await this.tell(task.courseId, deployment, 'failed', task.id);
    });
  }

  /** What a task that is over was just doing has failed; joins the open transaction. */
  async abandon(taskId: string, message: string): Promise<void> {
    for (const { course_id, course_content_id } of await this.releases.listDeploying(taskId)) {
      const deployment = await this.releases.lock(course_id, course_content_id);
      if (deployment?.workflow_id !== taskId) continue;
      await this.releases.setFailed(deployment.id, message);
      await this.tell(course_id, deployment, 'failed', taskId);
    }
  }

  /** Every change of a state that a release makes passes here; `before` is the row as it was. */
  private async tell(
    courseId: string,
    before: BareDeploymentRow,
    status: 'deploying' | 'deployed' | 'failed',
    taskId: string,
  ): Promise<void> {
    await this.releases.record(before, status, taskId);
    const now = await this.releases.find(courseId, before.course_content_id);
    if (now !== null) await this.news.deploymentStatusChanged(now, before.deployment_status);
  }

  private end(
    task: ReleaseTask,
    released: BareDeploymentRow,
    change: (deployment: BareDeploymentRow) => Promise<void>,
  ): Promise<void> {
    return this.tx.run(async () => {
      const deployment = await this.releases.lock(task.courseId, released.course_content_id);
      const same = deployment?.example_version_id === released.example_version_id;
      if (deployment !== null && same && deployment.workflow_id === task.id) await change(deployment);
    });
  }
}

function isTurnOf(task: ReleaseTask, deployment: BareDeploymentRow): boolean {
  const own = deployment.workflow_id === task.id;
  if (deployment.deployment_status === 'deploying') return own;
  if (deployment.deployment_status === 'deployed') return task.again && !own;
  return true;
}
