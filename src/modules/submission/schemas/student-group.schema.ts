import { z } from 'zod';
import { COURSE_ROLES } from '../../../access/roles.js';
import { listAudit, rowAudit } from '../../../platform/http/view-fields.js';
import { GRADE_STATUS } from './grade-status.js';
import { resultArtifactInfo } from './result.schema.js';
import { RESULT_STATUS } from './result-status.js';

const score = () => z.number().min(0).max(1);

export const gradedByCourseMember = z
  .object({
    course_role_id: z.enum(COURSE_ROLES).nullable(),
    user_id: z.uuid(),
    user: z.object({ given_name: z.string().nullable(), family_name: z.string().nullable() }).nullable(),
  })
  .meta({ id: 'GradedByCourseMember' });
export type GradedByCourseMember = z.infer<typeof gradedByCourseMember>;

export const submissionGroupRepository = z
  .object({
    provider: z.string(),
    url: z.string(),
    full_path: z.string(),
    clone_url: z.string(),
    web_url: z.string().nullable(),
  })
  .meta({ id: 'SubmissionGroupRepository' });

/** Of the repository `fullPath`; it is made when it is first asked for, so that it exists for whoever reads this. */
export function toRepository(publicUrl: string, fullPath: string): z.infer<typeof submissionGroupRepository> {
  const url = `${publicUrl}/git`;
  return { provider: 'git', url, full_path: fullPath, clone_url: `${url}/${fullPath}.git`, web_url: null };
}

export const resultStudentList = z
  .object({
    id: z.uuid(),
    testing_service_id: z.uuid().nullable(),
    test_system_id: z.string().nullable(),
    version_identifier: z.string().nullable(),
    status: z.enum(RESULT_STATUS).nullable(),
    result: score().nullable(),
    submit: z.boolean().nullable(),
    ...listAudit,
  })
  .meta({ id: 'ResultStudentList' });

export const resultStudentGet = resultStudentList
  .extend({
    result_json: z.record(z.string(), z.unknown()).nullable(),
    result_artifacts: z.array(resultArtifactInfo),
    ...rowAudit,
  })
  .meta({ id: 'ResultStudentGet' });

export const submissionGroupGradingList = z
  .object({
    id: z.uuid(),
    submission_group_id: z.uuid(),
    graded_by_course_member_id: z.uuid(),
    result_id: z.uuid().nullable(),
    grading: score(),
    status: z.number().int(),
    feedback: z.string().nullable(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime().nullable(),
    graded_by_course_member: gradedByCourseMember.nullable(),
  })
  .meta({ id: 'SubmissionGroupGradingList' });

export const submissionGroupStudentList = z
  .object({
    id: z.uuid().nullable(),
    course_content_title: z.string().nullable(),
    course_content_path: z.string().nullable(),
    example_identifier: z.string().nullable(),
    max_group_size: z.number().int().nullable(),
    current_group_size: z.number().int(),
    members: z.array(
      z.object({
        id: z.uuid(),
        user_id: z.uuid(),
        course_member_id: z.uuid(),
        username: z.string().nullable(),
        full_name: z.string().nullable(),
      }),
    ),
    repository: submissionGroupRepository.nullable(),
    status: z.enum(GRADE_STATUS).nullable(),
    grading: score().nullable(),
    graded_by_course_member: gradedByCourseMember.nullable(),
    count: z.number().int(),
    max_submissions: z.number().int().nullable(),
    unread_message_count: z.number().int(),
    ...listAudit,
  })
  .meta({ id: 'SubmissionGroupStudentList' });

export const submissionGroupStudentGet = submissionGroupStudentList
  .extend({ gradings: z.array(submissionGroupGradingList), ...rowAudit })
  .meta({ id: 'SubmissionGroupStudentGet' });

export type ResultStudentList = z.infer<typeof resultStudentList>;
export type ResultStudentGet = z.infer<typeof resultStudentGet>;
export type SubmissionGroupStudentList = z.infer<typeof submissionGroupStudentList>;
export type SubmissionGroupStudentGet = z.infer<typeof submissionGroupStudentGet>;
