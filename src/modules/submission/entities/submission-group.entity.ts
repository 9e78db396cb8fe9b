import { Column, Entity, Unique } from 'typeorm';
import { AuditedEntity } from '../../../platform/database/audited.entity.js';

/** One or more members of a course who hand in one content together. */
@Entity({ schema: 'submission', name: 'submission_groups' })
@Unique('submission_groups_content_course', ['id', 'courseContentId', 'courseId'])
@Unique('submission_groups_one_personal', ['courseContentId', 'personalCourseMemberId'])
export class SubmissionGroup extends AuditedEntity {
  @Column('uuid', { name: 'course_id' })
  courseId: string;

  @Column('uuid', { name: 'course_content_id' })
  courseContentId: string;

  /** The member whose own group this is; null for teams. Unique per content, so it comes into being once. */
  @Column('uuid', { name: 'personal_course_member_id', nullable: true })
  personalCourseMemberId: string | null;

  @Column('text', { name: 'display_name', nullable: true })
  displayName: string | null;

  @Column('integer', { name: 'max_group_size', default: 1 })
  maxGroupSize: number;

  @Column('integer', { name: 'max_test_runs', nullable: true })
  maxTestRuns: number | null;

  @Column('integer', { name: 'max_submissions', nullable: true })
  maxSubmissions: number | null;

  @Column('jsonb', { default: {} })
  properties: Record<string, unknown>;
}
