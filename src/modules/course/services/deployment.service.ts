import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { Actor } from '../../../access/actor.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { assertExpectedVersion } from '../../../platform/http/row-version.js';
import { ExampleCatalogue } from '../../examples/services/example-catalogue.service.js';
import { courseErrors } from '../course.errors.js';
import {
  type AssignableContentRow,
  type Assignment,
  DeploymentRepository,
  type HistoryAction,
} from '../repositories/deployment.repository.js';
import {
  type AssignExampleRequest,
  assignExampleResponse,
  type UpgradeRequest,
  type UpgradeResult,
  toCourseDeploymentList,
  toDeploymentInPlace,
} from '../schemas/assignment.schema.js';
import type { BareDeploymentRow } from '../schemas/deployment.schema.js';
import { CourseNewsService } from './course-news.service.js';

type AssignExampleResponse = z.infer<typeof assignExampleResponse>;

/** Which example version a content uses (contract 06, section 3). */
@Injectable()
export class DeploymentService {
  constructor(
    private readonly tx: Transaction,
    private readonly deployments: DeploymentRepository,
    private readonly catalogue: ExampleCatalogue,
    private readonly news: CourseNewsService,
  ) {}

  /** 404 DEPLOY_001 when nothing is assigned. */
  async get(contentId: string) {
    const row = await this.deployments.findAssigned(contentId);
    if (row === null) throw courseErrors.nothingAssigned();
    return toDeploymentInPlace(row);
  }

  async list(courseId: string) {
    const deployments = await this.deployments.listAssigned(courseId);
    return {
      course_id: courseId,
      total: deployments.length,
      deployments: deployments.map(toCourseDeploymentList),
    };
  }

  /** The same version again changes nothing. @throws AppError VAL_002, VAL_003, CONTENT_001..005, DEPLOY_001, DEPLOY_005 */
  async assign(actor: Actor, contentId: string, input: AssignExampleRequest): Promise<AssignExampleResponse> {
    const { example_id, example_identifier, version_tag } = input;
    if (!example_id && !example_identifier) throw courseErrors.exampleNotNamed();
    if (!version_tag) throw courseErrors.versionNotNamed();
    return this.tx.run(async () => {
      const content = await this.deployments.lockContent(contentId);
      if (content === null) throw courseErrors.contentNotFound();
      assertExpectedVersion(content.version);
      if (!content.is_submittable) throw courseErrors.notSubmittable();
      const name = { id: example_id, identifier: example_identifier };
      const example = await this.catalogue.findExample(actor, name, content.organization_id);
      const version = await this.catalogue.takeVersion(example.id, version_tag);
      const current = await this.deployments.lockOf(contentId);
      return this.settle(content, current, {
        exampleId: example.id,
        exampleVersionId: version.id,
        identifier: example.identifier,
        versionTag: version.version_tag,
        serviceId: version.testing_service_id,
      });
    });
  }

  /** Each content to the newest version of its example; what cannot be upgraded is told and stops nothing else. */
  async upgrade(courseId: string, { course_content_ids: ids }: UpgradeRequest) {
    return this.tx.run(async () => {
      const results: UpgradeResult[] = [];
      for (const id of ids) results.push(await this.upgradeContent(courseId, id));
      const failed = results.filter((result) => !result.success).length;
      const skipped = results.filter((result) => result.success && result.from_tag === result.to_tag).length;
      return {
        total_requested: ids.length,
        total_upgraded: ids.length - failed - skipped,
        total_skipped: skipped,
        total_failed: failed,
        results,
      };
    });
  }

  private async upgradeContent(courseId: string, contentId: string): Promise<UpgradeResult> {
    const refused = (error: string): UpgradeResult => ({
      course_content_id: contentId,
      success: false,
      from_tag: null,
      to_tag: null,
      error,
    });
    const content = await this.deployments.lockContent(contentId, courseId);
    if (content === null) return refused('There is no such content in this course.');
    const current = await this.deployments.lockOf(contentId);
    const example = current?.example_id == null ? null : await this.catalogue.find(current.example_id);
    if (current === null || example === null || current.deployment_status === 'unassigned') {
      return refused('No example is assigned to this content.');
    }
    const newest = await this.catalogue.takeNewest(example.id);
    if (newest === null) return refused('The example has no version any more.');
    const after = await this.settle(content, current, {
      exampleId: example.id,
      exampleVersionId: newest.id,
      identifier: current.example_identifier ?? example.identifier,
      versionTag: newest.version_tag,
      serviceId: newest.testing_service_id,
    });
    return {
      course_content_id: contentId,
      success: true,
      from_tag: current.version_tag,
      to_tag: after.version_tag,
      error: null,
    };
  }

  private async settle(
    content: AssignableContentRow,
    current: BareDeploymentRow | null,
    wanted: Assignment,
  ): Promise<AssignExampleResponse> {
    const before = current?.deployment_status === 'unassigned' ? null : current;
    if (before?.example_version_id === wanted.exampleVersionId) {
      return toAnswer(before, wanted, 'This version is assigned already; nothing was changed.');
    }
    await this.assertFree(content, current, wanted);
    const saved = await this.deployments.assign(content.id, wanted);
    await this.deployments.setTestingService(content.id, wanted.serviceId);
    await this.deployments.record(saved, actionOf(before, wanted), before?.example_version_id ?? null);
    await this.news.deploymentAssigned(content.course_id, saved);
    return toAnswer(saved, wanted, 'The example is assigned; students get it with the next release.');
  }

  /** 409 DEPLOY_001 when students have another example, DEPLOY_005 when another content of the course has this one. */
  private async assertFree(
    content: AssignableContentRow,
    current: BareDeploymentRow | null,
    wanted: Assignment,
  ): Promise<void> {
    if (wasReleased(current) && current?.example_id !== wanted.exampleId) {
      throw courseErrors.otherExampleReleased();
    }
    const other = await this.deployments.findOtherUse(content, wanted);
    if (other !== null) throw courseErrors.exampleUsedBy(other);
  }
}

function actionOf(before: BareDeploymentRow | null, wanted: Assignment): HistoryAction {
  if (before === null) return 'assigned';
  return before.example_id === wanted.exampleId ? 'updated' : 'reassigned';
}

/** True once students have, or are just getting, the files. */
function wasReleased(deployment: BareDeploymentRow | null): boolean {
  if (deployment === null) return false;
  return deployment.deployed_at !== null || ['deploying', 'deployed'].includes(deployment.deployment_status);
}

function toAnswer(row: BareDeploymentRow, assigned: Assignment, message: string): AssignExampleResponse {
  return {
    deployment_id: row.id,
    course_content_id: row.course_content_id,
    example_id: assigned.exampleId,
    example_version_id: assigned.exampleVersionId,
    version_tag: assigned.versionTag,
    deployment_status: row.deployment_status,
    assigned_at: row.assigned_at,
    message,
  };
}
