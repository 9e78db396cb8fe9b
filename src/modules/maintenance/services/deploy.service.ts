import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../access/actor.js';
import { Transaction } from '../../../platform/database/transaction.js';
import { CourseService } from '../../course/services/course.service.js';
import type { TaskResponse } from '../../execution/schemas/task.schema.js';
import { TaskService } from '../../execution/services/task.service.js';
import { CourseFamilyService } from '../../organization/services/course-family.service.js';
import { OrganizationService } from '../../organization/services/organization.service.js';
import type {
  CourseDeployRequest,
  CourseFamilyDeployRequest,
  OrganizationDeployRequest,
} from '../schemas/deploy.schema.js';

const ORGANIZATION = 'deploy-organization';
const COURSE_FAMILY = 'deploy-course-family';
/** Its work is done by `MakeCourseRepositories`. */
export const COURSE = 'deploy-course';

/**
 * Creation as a task (contract 02, section 2). The row and its owner are made in the transaction of the request, so
 * that a taken path is told at once and the row never lags behind the answer; what takes longer, the repositories of a
 * course, is the task.
 */
@Injectable()
export class DeployService {
  constructor(
    private readonly tx: Transaction,
    private readonly organizations: OrganizationService,
    private readonly families: CourseFamilyService,
    private readonly courses: CourseService,
    private readonly tasks: TaskService,
  ) {}

  organization(actor: Actor, { organization }: OrganizationDeployRequest): Promise<TaskResponse> {
    return this.tx.run(async () => {
      const { id, path } = await this.organizations.create(actor, organization);
      return this.done(ORGANIZATION, { path }, { organization_id: id });
    });
  }

  courseFamily(actor: Actor, request: CourseFamilyDeployRequest): Promise<TaskResponse> {
    return this.tx.run(async () => {
      const { organization_id } = request;
      const { id, path } = await this.families.create(actor, { ...request.course_family, organization_id });
      return this.done(COURSE_FAMILY, { path, organization_id }, { course_family_id: id });
    });
  }

  course(actor: Actor, { course, course_family_id }: CourseDeployRequest): Promise<TaskResponse> {
    return this.tx.run(async () => {
      const { id, path } = await this.courses.create(actor, { ...course, course_family_id });
      const input = { path, course_family_id, course_id: id };
      return started(await this.tasks.start(COURSE, { courseId: id }, input), path);
    });
  }

  private async done(
    name: string,
    input: { path: string; organization_id?: string },
    result: Record<string, unknown>,
  ): Promise<TaskResponse> {
    const task = await this.tasks.recordDone(name, { courseId: null }, { input, result });
    return started(task, input.path);
  }
}

function started(task_id: string, path: string): TaskResponse {
  return { task_id, status: 'started', message: `${path} is being created; see /tasks/${task_id}` };
}
