import { z } from 'zod';
import { id } from '../../../platform/http/fields.js';
import { courseCreate } from '../../course/schemas/course.schema.js';
import { courseFamilyCreate } from '../../organization/schemas/course-family.schema.js';
import { organizationDeploy } from '../../organization/schemas/organization.schema.js';

/** Clients name a git server here; Lectern is its own, so that it is accepted and dropped. */
const gitServer = z
  .unknown()
  .optional()
  .transform(() => undefined)
  .meta({ override: { description: 'Accepted and dropped' } });

export const organizationDeployRequest = z
  .object({ organization: organizationDeploy, gitlab: gitServer, parent_group_id: gitServer })
  .meta({ id: 'OrganizationDeployRequest' });
export type OrganizationDeployRequest = z.infer<typeof organizationDeployRequest>;

export const courseFamilyDeployRequest = z
  .object({
    course_family: courseFamilyCreate.omit({ organization_id: true }).meta({ id: 'CourseFamilyDeploy' }),
    organization_id: id(),
    gitlab: gitServer,
  })
  .meta({ id: 'CourseFamilyDeployRequest' });
export type CourseFamilyDeployRequest = z.infer<typeof courseFamilyDeployRequest>;

export const courseDeployRequest = z
  .object({
    course: courseCreate.omit({ course_family_id: true }).meta({ id: 'CourseDeploy' }),
    course_family_id: id(),
    gitlab: gitServer,
  })
  .meta({ id: 'CourseDeployRequest' });
export type CourseDeployRequest = z.infer<typeof courseDeployRequest>;
