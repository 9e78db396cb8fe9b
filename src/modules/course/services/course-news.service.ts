import { Injectable } from '@nestjs/common';
import { TEACHERS_ONLY } from '../../../access/audience.js';
import { Events } from '../../../platform/events/events.js';
import { CourseNewsRepository } from '../repositories/course-news.repository.js';
import type { BareDeploymentRow } from '../schemas/deployment.schema.js';

export type ContentChange = 'created' | 'updated' | 'deleted' | 'reordered';

/** Longer texts of failures are cut in news; the whole text is in the deployment. */
const MAX_MESSAGE = 2000;

/** Tells the listeners of a course what happens in it (contract 05 section 6); leaves with the open transaction. */
@Injectable()
export class CourseNewsService {
  constructor(
    private readonly events: Events,
    private readonly places: CourseNewsRepository,
  ) {}

  /** True while students see the content. */
  async isOpen(contentId: string): Promise<boolean> {
    return (await this.places.findPlace(contentId))?.open ?? false;
  }

  /** Told after the change. Students hear of contents that they see, or saw before (`wasOpen`). */
  async contentChanged(
    content: { id: string; course_id: string },
    change: ContentChange,
    wasOpen = false,
  ): Promise<void> {
    const forAll = wasOpen || (await this.isOpen(content.id));
    await this.tell('course:content_updated', content.course_id, forAll, {
      course_content_id: content.id,
      change_type: change,
    });
  }

  /** An example version was assigned; a draft until it is released, so for lecturers. */
  async deploymentAssigned(courseId: string, deployment: BareDeploymentRow): Promise<void> {
    await this.tell('deployment:assigned', courseId, false, {
      course_content_id: deployment.course_content_id,
      deployment_id: deployment.id,
      example_identifier: deployment.example_identifier,
      version_tag: deployment.version_tag,
      deployment_status: deployment.deployment_status,
    });
  }

  /** A deployment, as it is now, went on from `previousStatus`. Students hear of contents that they see. */
  async deploymentStatusChanged(deployment: BareDeploymentRow, previousStatus: string): Promise<void> {
    const place = await this.places.findPlace(deployment.course_content_id);
    if (place === null) return;
    await this.tell('deployment:status_changed', place.course_id, place.open, {
      course_content_id: deployment.course_content_id,
      deployment_id: deployment.id,
      previous_status: previousStatus,
      new_status: deployment.deployment_status,
      version_tag: deployment.version_tag,
      example_identifier: deployment.example_identifier,
      deployment_message: deployment.deployment_message?.slice(0, MAX_MESSAGE) ?? null,
      deployed_at: deployment.deployed_at,
      workflow_id: deployment.workflow_id,
    });
  }

  private async tell(
    type: string,
    courseId: string,
    forAll: boolean,
    facts: Record<string, unknown>,
  ): Promise<void> {
    await this.events.publish({
      type,
      channel: `course:${courseId}`,
      data: { course_id: courseId, ...facts, timestamp: new Date().toISOString() },
      ...(forAll ? {} : { only: TEACHERS_ONLY }),
    });
  }
}
