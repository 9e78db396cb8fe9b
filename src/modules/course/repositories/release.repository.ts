import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import { openToStudents } from '../../../access/visibility/course-contents.js';
import { Transaction } from '../../../platform/database/transaction.js';
import type { BareDeploymentRow } from '../schemas/deployment.schema.js';
import { treeOrder } from '../schemas/tree-order.js';

/** A content as far as releasing needs it. */
export interface ReleasableRow {
  id: string;
  title: string | null;
  path: string;
  submittable: boolean;
  /** It, or a content above it, is archived. */
  archived: boolean;
  /** Null while nothing was ever assigned. */
  deployment_status: BareDeploymentRow['deployment_status'] | null;
}

/** A deployment whose content may open while it waits. */
export interface WaitingRow {
  course_id: string;
  course_content_id: string;
  requested_by: string | null;
  commit_message: string | null;
}

/** The deployments of a course on their way to the students. */
@Injectable()
export class ReleaseRepository {
  constructor(private readonly tx: Transaction) {}

  /** Every content of a course, in the order of the tree. */
  async listContents(courseId: string): Promise<ReleasableRow[]> {
    return this.tx.rows<ReleasableRow & Record<string, unknown>>(sql`
      SELECT cc.id, cc.title, cc.path::text AS path, k.submittable, d.deployment_status,
        EXISTS (SELECT 1 FROM course.course_contents above WHERE above.course_id = cc.course_id
          AND above.path @> cc.path AND above.archived_at IS NOT NULL) AS archived
      FROM course.course_contents cc
      JOIN course.course_content_types ct ON ct.id = cc.course_content_type_id
      JOIN course.course_content_kinds k ON k.id = ct.course_content_kind_id
      LEFT JOIN course.deployments d ON d.course_content_id = cc.id
      WHERE cc.course_id = ${courseId} ORDER BY ${treeOrder('cc')}, cc.id`);
  }

  /**
   * The deployment of a content of this course, locked, and whether students may see the content; null when nothing is
   * assigned. Counts the row version of the content up, because its view shows the deployment.
   */
  async lock(courseId: string, contentId: string): Promise<(BareDeploymentRow & { open: boolean }) | null> {
    await this.tx.execute(sql`
      UPDATE course.course_contents SET updated_at = now() WHERE id = ${contentId} AND course_id = ${courseId}`);
    return this.tx.row<BareDeploymentRow & { open: boolean } & Record<string, unknown>>(sql`
      SELECT d.*, ${openToStudents()} AS open FROM course.deployments d
      JOIN course.course_contents cc ON cc.id = d.course_content_id AND cc.course_id = ${courseId}
      WHERE d.course_content_id = ${contentId} AND d.deployment_status <> 'unassigned' FOR UPDATE OF d`);
  }

  /** The deployment of a content of this course, or null when nothing is assigned. */
  async find(courseId: string, contentId: string): Promise<BareDeploymentRow | null> {
    return this.tx.row<BareDeploymentRow & Record<string, unknown>>(sql`
      SELECT d.* FROM course.deployments d
      JOIN course.course_contents cc ON cc.id = d.course_content_id AND cc.course_id = ${courseId}
      WHERE d.course_content_id = ${contentId} AND d.deployment_status <> 'unassigned'`);
  }

  async setDeploying(id: string, taskId: string): Promise<void> {
    await this.tx.execute(sql`
      UPDATE course.deployments SET deployment_status = 'deploying', deployment_message = NULL,
        workflow_id = ${taskId}, last_attempt_at = now() WHERE id = ${id}`);
  }

  async setDeployed(id: string, commit: string): Promise<void> {
    await this.tx.execute(sql`
      UPDATE course.deployments SET deployment_status = 'deployed', deployment_message = NULL,
        version_identifier = ${commit}, deployed_at = now(), deployment_metadata = NULL WHERE id = ${id}`);
  }

  async setFailed(id: string, message: string): Promise<void> {
    await this.tx.execute(sql`
      UPDATE course.deployments SET deployment_status = 'failed', deployment_message = ${message} WHERE id = ${id}`);
  }

  /** It goes to the students when its content opens. */
  async setWaiting(id: string, taskId: string, metadata: Record<string, unknown>): Promise<void> {
    await this.tx.execute(sql`
      UPDATE course.deployments SET deployment_status = 'pending', workflow_id = ${taskId},
        deployment_message = 'Is released when the content opens.',
        deployment_metadata = coalesce(deployment_metadata, '{}') || ${JSON.stringify(metadata)}::jsonb
      WHERE id = ${id}`);
  }

  async record(deployment: BareDeploymentRow, action: string, taskId: string): Promise<void> {
    await this.tx.execute(sql`
      INSERT INTO course.deployment_history
        (id, deployment_id, action, example_version_id, example_identifier, version_tag, workflow_id)
      VALUES (${uuidv7()}, ${deployment.id}, ${action}, ${deployment.example_version_id},
              ${deployment.example_identifier}, ${deployment.version_tag}, ${taskId})`);
  }

  /** Contents that a task was releasing. */
  async listDeploying(taskId: string): Promise<{ course_id: string; course_content_id: string }[]> {
    return this.tx.rows(sql`
      SELECT cc.course_id, d.course_content_id FROM course.deployments d
      JOIN course.course_contents cc ON cc.id = d.course_content_id
      WHERE d.workflow_id = ${taskId} AND d.deployment_status = 'deploying' ORDER BY d.course_content_id`);
  }

  /** Takes note that those which waited for an opening that has come are released now, and returns them. */
  async takeOpened(): Promise<WaitingRow[]> {
    return this.tx.rows<WaitingRow & Record<string, unknown>>(sql`
      WITH opened AS (
        SELECT d.id, d.course_content_id, d.deployment_metadata, cc.course_id FROM course.deployments d
        JOIN course.course_contents cc ON cc.id = d.course_content_id
        WHERE d.deployment_status = 'pending' AND d.deployment_metadata ? 'release_on_opening' AND ${openToStudents()}
        FOR UPDATE OF d SKIP LOCKED)
      UPDATE course.deployments d SET deployment_metadata = d.deployment_metadata - 'release_on_opening'
      FROM opened o WHERE d.id = o.id
      RETURNING o.course_id, o.course_content_id, o.deployment_metadata ->> 'requested_by' AS requested_by,
        o.deployment_metadata ->> 'commit_message' AS commit_message`);
  }

  /** What students have: folder and title of each content, in the order of the tree; `also` counts as released. */
  async listReleased(courseId: string, also: string | null): Promise<{ folder: string; title: string }[]> {
    return this.tx.rows(sql`
      SELECT d.deployment_path AS folder, coalesce(cc.title, cc.path::text) AS title FROM course.deployments d
      JOIN course.course_contents cc ON cc.id = d.course_content_id
      WHERE cc.course_id = ${courseId} AND d.deployment_path IS NOT NULL
        AND (d.deployed_at IS NOT NULL OR cc.id = ${also}) AND d.deployment_status <> 'unassigned'
      ORDER BY ${treeOrder('cc')}, cc.id`);
  }
}
