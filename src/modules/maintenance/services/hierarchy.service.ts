import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { CourseService } from '../../course/services/course.service.js';
import { TaskService } from '../../execution/services/task.service.js';
import { CourseFamilyService } from '../../organization/services/course-family.service.js';
import { OrganizationService } from '../../organization/services/organization.service.js';
import { HierarchyRepository } from '../repositories/hierarchy.repository.js';
import {
  type HierarchyEntry,
  type HierarchyFamily,
  type HierarchyOrganization,
  type HierarchyRequest,
  type HierarchyResponse,
  type HierarchyStatus,
  toHierarchyStatus,
} from '../schemas/hierarchy.schema.js';

const HIERARCHY = 'create-hierarchy';

/** How many rows a structure made, by kind; rows that were there already are not counted. */
interface Made extends Record<string, number> {
  organizations: number;
  course_families: number;
  courses: number;
}

/**
 * Whole structures (contract 07, section 4). All of it is made in the transaction of the request, or nothing; rows with
 * an existing path are used as they are, so that a repetition changes nothing. Repositories come with their first use.
 */
@Injectable()
export class HierarchyService {
  constructor(
    private readonly tx: Transaction,
    private readonly existing: HierarchyRepository,
    private readonly organizations: OrganizationService,
    private readonly families: CourseFamilyService,
    private readonly courses: CourseService,
    private readonly tasks: TaskService,
  ) {}

  async create(
    actor: Actor,
    { deployment_config, validate_only }: HierarchyRequest,
  ): Promise<HierarchyResponse> {
    const wanted = deployment_config.organizations;
    const deployment_path = wanted.map(({ path }) => path).join(', ');
    if (validate_only) {
      return { status: 'validated', deployment_path, message: 'The structure is valid; nothing was made.' };
    }
    return this.tx.run(async () => {
      const made: Made = { organizations: 0, course_families: 0, courses: 0 };
      for (const organization of wanted) await this.organization(actor, organization, made);
      const work = { input: { path: deployment_path }, result: made };
      const workflow_id = await this.tasks.recordDone(HIERARCHY, { courseId: null }, work);
      const message = `${deployment_path} is being created; see /system/hierarchy/status/${workflow_id}`;
      return { workflow_id, status: 'started', deployment_path, message };
    });
  }

  async status(actor: Actor, workflowId: string): Promise<HierarchyStatus> {
    return toHierarchyStatus(workflowId, await this.tasks.findOwn(actor, HIERARCHY, workflowId));
  }

  private async organization(actor: Actor, wanted: HierarchyOrganization, made: Made): Promise<void> {
    let id = await this.existing.findOrganization(wanted.path);
    if (id === null) {
      const input = { ...rowOf(wanted), organization_type: 'organization' } as const;
      ({ id } = await this.organizations.create(actor, input));
      made.organizations += 1;
    }
    for (const family of wanted.course_families ?? []) await this.family(actor, id, family, made);
  }

  private async family(
    actor: Actor,
    organizationId: string,
    wanted: HierarchyFamily,
    made: Made,
  ): Promise<void> {
    let id = await this.existing.findFamily(organizationId, wanted.path);
    if (id === null) {
      ({ id } = await this.families.create(actor, { ...rowOf(wanted), organization_id: organizationId }));
      made.course_families += 1;
    }
    for (const course of wanted.courses ?? []) {
      if ((await this.existing.findCourse(id, course.path)) !== null) continue;
      await this.courses.create(actor, { ...rowOf(course), course_family_id: id, language_code: 'en' });
      made.courses += 1;
    }
  }
}

function rowOf({ name, path, description, settings }: HierarchyEntry) {
  return { path, title: name, description: description ?? null, properties: settings ?? {} };
}
