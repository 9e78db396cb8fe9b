import { Injectable } from '@nestjs/common';
import sql from 'sql-template-tag';
import { uuidv7 } from 'uuidv7';
import { KEPT } from '../../../access/visibility/course-contents.js';
import { Transaction } from '../../../platform/database/transaction.js';
import type { DeploymentInPlaceRow } from '../schemas/assignment.schema.js';
import { type BareDeploymentRow, deploymentJoin, hasNewerVersion } from '../schemas/deployment.schema.js';
import { treeOrder } from '../schemas/tree-order.js';

/** A content as far as assigning needs it. */
export interface AssignableContentRow {
  id: string;
  course_id: string;
  organization_id: string;
  is_submittable: boolean;
  version: number;
}

/** What a content is to use. */
export interface Assignment {
  exampleId: string;
  exampleVersionId: string;
  identifier: string;
  versionTag: string;
  serviceId: string | null;
}

export type HistoryAction = 'assigned' | 'reassigned' | 'updated';

const IN_PLACE = sql`
  SELECT d.*, ${hasNewerVersion()} AS has_newer_version, cc.title AS course_content_title,
         cc.path::text AS course_content_path, cc.version AS content_version, e.title AS example_title,
         e.directory AS example_directory, e.description AS example_description, e.version AS example_row_version,
         (SELECT latest.version_tag FROM example.example_versions latest WHERE latest.example_id = d.example_id
          ORDER BY latest.version_number DESC LIMIT 1) AS latest_version_tag
  FROM course.course_contents cc ${deploymentJoin()}
  LEFT JOIN example.examples e ON e.id = d.example_id`;

/** Which example version a content uses. */
@Injectable()
export class DeploymentRepository {
  constructor(private readonly tx: Transaction) {}

  /**
   * The content (null when it is none of `courseId`, if that is given), with its course locked: two contents of a course
   * never take the same example at once.
   */
  async lockContent(id: string, courseId: string | null = null): Promise<AssignableContentRow | null> {
    await this.tx.execute(sql`
      SELECT c.id FROM course.courses c WHERE c.id = coalesce(${courseId}::uuid,
        (SELECT cc.course_id FROM course.course_contents cc WHERE cc.id = ${id})) FOR NO KEY UPDATE`);
    return this.tx.row<AssignableContentRow>(sql`
      SELECT cc.id, cc.course_id, f.organization_id, k.submittable AS is_submittable, cc.version
      FROM course.course_contents cc
      JOIN course.course_content_types ct ON ct.id = cc.course_content_type_id
      JOIN course.course_content_kinds k ON k.id = ct.course_content_kind_id
      JOIN course.courses c ON c.id = cc.course_id
      JOIN organization.course_families f ON f.id = c.course_family_id
      WHERE cc.id = ${id} AND cc.course_id = coalesce(${courseId}::uuid, cc.course_id) FOR NO KEY UPDATE OF cc`);
  }

  /** The deployment of a content, also an unassigned one, locked until the end of the transaction. */
  async lockOf(contentId: string): Promise<BareDeploymentRow | null> {
    return this.tx.row<BareDeploymentRow>(
      sql`SELECT * FROM course.deployments WHERE course_content_id = ${contentId} FOR UPDATE`,
    );
  }

  /** Path of another content of the course that uses the example, or its folder in the repositories; null when none. */
  async findOtherUse(content: AssignableContentRow, assignment: Assignment): Promise<string | null> {
    const found = await this.tx.row<{ path: string }>(sql`
      SELECT cc.path::text AS path FROM course.deployments d
      JOIN course.course_contents cc ON cc.id = d.course_content_id
      WHERE cc.course_id = ${content.course_id} AND cc.id <> ${content.id} AND d.deployment_status <> 'unassigned'
        AND (d.example_id = ${assignment.exampleId} OR d.deployment_path = ${assignment.identifier})
      LIMIT 1`);
    return found?.path ?? null;
  }

  /** Makes the assignment pending; the folder of a content that students already have stays where it is. */
  async assign(contentId: string, assignment: Assignment): Promise<BareDeploymentRow> {
    const saved = await this.tx.row<BareDeploymentRow>(sql`
      INSERT INTO course.deployments AS d
        (id, course_content_id, example_id, example_version_id, example_identifier, version_tag, deployment_path)
      VALUES (${uuidv7()}, ${contentId}, ${assignment.exampleId}, ${assignment.exampleVersionId},
              ${assignment.identifier}, ${assignment.versionTag}, ${assignment.identifier})
      ON CONFLICT (course_content_id) DO UPDATE SET
        example_id = excluded.example_id, example_version_id = excluded.example_version_id,
        example_identifier = excluded.example_identifier, version_tag = excluded.version_tag,
        deployment_path = CASE WHEN d.deployed_at IS NULL THEN excluded.deployment_path ELSE d.deployment_path END,
        deployment_status = 'pending', deployment_message = NULL, workflow_id = NULL, assigned_at = now()
      RETURNING *`);
    if (saved === null) throw new Error('The deployment was not saved.');
    return saved;
  }

  /** Also counts the content's row version up, because its view shows the deployment. */
  async setTestingService(contentId: string, serviceId: string | null): Promise<void> {
    await this.tx.execute(
      sql`UPDATE course.course_contents SET testing_service_id = ${serviceId} WHERE id = ${contentId}`,
    );
  }

  async record(
    deployment: BareDeploymentRow,
    action: HistoryAction,
    previousVersionId: string | null,
  ): Promise<void> {
    await this.tx.execute(sql`
      INSERT INTO course.deployment_history
        (id, deployment_id, action, example_version_id, previous_example_version_id, example_identifier, version_tag)
      VALUES (${uuidv7()}, ${deployment.id}, ${action}, ${deployment.example_version_id}, ${previousVersionId},
              ${deployment.example_identifier}, ${deployment.version_tag})`);
  }

  /** What a content has assigned, or null when that is nothing. */
  async findAssigned(contentId: string): Promise<DeploymentInPlaceRow | null> {
    return this.tx.row<DeploymentInPlaceRow>(
      sql`${IN_PLACE} WHERE cc.id = ${contentId} AND d.deployment_status <> 'unassigned'`,
    );
  }

  /** Everything assigned to contents of a course that are not archived, in the order of the tree. */
  async listAssigned(courseId: string): Promise<DeploymentInPlaceRow[]> {
    return this.tx.rows<DeploymentInPlaceRow>(sql`
      ${IN_PLACE} WHERE cc.course_id = ${courseId} AND ${KEPT} AND d.deployment_status <> 'unassigned'
      ORDER BY ${treeOrder('cc')}, cc.id`);
  }
}
