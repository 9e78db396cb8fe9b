import { z } from 'zod';
import { COURSE_ROLES } from '../../../access/roles.js';

export const courseReadinessRequest = z
  .object({ provider_access_token: z.string().max(4096).nullish() })
  .nullish()
  .meta({ id: 'CourseMemberValidation' });
export type CourseReadinessRequest = z.infer<typeof courseReadinessRequest>;

export const courseReadiness = z
  .object({
    course_member_id: z.uuid(),
    course_id: z.uuid(),
    organization_id: z.uuid(),
    course_role_id: z.enum(COURSE_ROLES),
    provider_type: z.string().nullable(),
    provider: z.string().nullable(),
    requires_account: z.boolean(),
    has_account: z.boolean(),
    is_ready: z.boolean(),
    provider_account_id: z.string().nullable(),
    provider_access_token: z.null(),
  })
  .meta({ id: 'CourseMemberReadinessStatus' });
export type CourseReadiness = z.infer<typeof courseReadiness>;
