import { z } from 'zod';
import { COURSE_ROLES, STUDENT } from '../../../access/roles.js';
import { email, orDefault } from '../../../platform/http/fields.js';
import { courseGroupGet } from './course-group.schema.js';
import { courseMemberGet } from './course-member.schema.js';

/** A cell of a list: blank means nothing. */
const cell = () =>
  z
    .string()
    .trim()
    .max(255)
    .nullish()
    .transform((value) => (value === '' ? null : (value ?? null)));

export const courseMemberImportRequest = z
  .object({
    email: email(),
    given_name: cell(),
    family_name: cell(),
    course_group_title: cell(),
    course_role_id: orDefault(z.enum(COURSE_ROLES), STUDENT),
    create_missing_group: orDefault(z.boolean(), true),
    update_if_exists: orDefault(z.boolean(), true),
  })
  .meta({ id: 'CourseMemberImportRequest' });
export type CourseMemberImportRequest = z.infer<typeof courseMemberImportRequest>;

export const courseMemberImportResponse = z
  .object({
    success: z.boolean(),
    message: z.string().nullable(),
    course_member: courseMemberGet.nullable(),
    created_group: courseGroupGet.nullable(),
    workflow_id: z.string().nullable(),
  })
  .meta({ id: 'CourseMemberImportResponse' });
export type CourseMemberImportResponse = z.infer<typeof courseMemberImportResponse>;
